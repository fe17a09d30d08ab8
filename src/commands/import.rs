//! `tramontane import`: a student's own model becomes a model folder, after its self-test. A server takes it up at its next
//! reload.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::config::Config;
use crate::import::{self, End, Framework, ImportError, Imported, Request, Splitting};
use crate::models::Loader;
use crate::runtime::library;

/// Make a model folder of a model trained with Keras or PyTorch.
///
/// Keras: Embedding, LSTM, GRU, SimpleRNN, Bidirectional, pooling, Dense. PyTorch: a state dict of nn.Embedding, one
/// nn.LSTM, nn.GRU or nn.RNN, and nn.Linear. Reading .keras and .h5 takes a Python with h5py, a state dict one with torch;
/// a .safetensors file needs none.
#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    /// Keras model: .keras, .h5, or what the helper made of it (.safetensors)
    #[arg(long, value_name = "FILE", required_unless_present_any = ["pytorch", "print_helper"])]
    pub keras: Option<PathBuf>,
    /// PyTorch state dict: .pt, .pth or .safetensors
    #[arg(long, value_name = "FILE", conflicts_with = "keras")]
    pub pytorch: Option<PathBuf>,
    /// Words and their ids, in JSON: {"word": id, ...}, or a list
    #[arg(long, value_name = "FILE", required_unless_present = "print_helper")]
    pub words: Option<PathBuf>,
    /// Name of the model
    #[arg(long, required_unless_present = "print_helper")]
    pub name: Option<String>,
    /// What the model answers with, in the order of its outputs
    #[arg(long, value_delimiter = ',', default_value = "negative,positive")]
    pub labels: Vec<String>,
    /// Length that texts were padded or cut to, in words [default: what the model says, else 200]
    #[arg(long, value_name = "WORDS")]
    pub max_length: Option<usize>,
    /// What was added to the ids of the word index: 3 for imdb.get_word_index(), with [START] before each text and 2 for
    /// unknown words; 0 for a Tokenizer's word_index [default: 3 with --keras, 0 with --pytorch]
    #[arg(long, value_name = "N")]
    pub index_from: Option<u32>,
    /// Where padding stood (the workshop's; that of pad_sequences by itself is pre)
    #[arg(long, value_enum, default_value = "post")]
    pub padding: End,
    /// Which end of a text too long was cut [default: pre with --keras, post with --pytorch]
    #[arg(long, value_enum)]
    pub truncating: Option<End>,
    /// How a text became words [default: keras with --keras, split with --pytorch]
    #[arg(long, value_enum)]
    pub tokenizer: Option<Splitting>,
    /// Language of its texts (ISO 639-1)
    #[arg(long, default_value = "en")]
    pub language: String,
    /// Python that reads the file
    #[arg(long, default_value = "python3")]
    pub python: String,
    /// Replace a model of that name
    #[arg(long)]
    pub replace: bool,
    /// Print the Python helper, to unpack a model on another machine
    #[arg(long)]
    pub print_helper: bool,
}

/// Imports the model, and reports on standard output.
///
/// # Errors
/// See [`ImportError`]; also when ONNX Runtime does not load. The French sentence is on standard error already.
pub fn run(config: &Config, args: &ImportArgs) -> Result<(), Box<dyn std::error::Error>> {
    if args.print_helper {
        return Ok(io::stdout().write_all(import::helper::SCRIPT.as_bytes())?);
    }
    let weights = args.keras.as_ref().map(|file| (Framework::Keras, file));
    let weights = weights.or(args.pytorch.as_ref().map(|file| (Framework::Pytorch, file)));
    let (Some((framework, weights)), Some(words), Some(name)) = (weights, &args.words, &args.name) else {
        return Err("--keras or --pytorch, --words and --name are needed".into());
    };
    let keras = framework == Framework::Keras;
    let request = Request {
        framework,
        weights,
        words,
        name,
        labels: &args.labels,
        max_length: args.max_length,
        index_from: args.index_from.unwrap_or(if keras { 3 } else { 0 }),
        padding: args.padding,
        truncating: args.truncating.unwrap_or(if keras { End::Pre } else { End::Post }),
        splitting: args.tokenizer.unwrap_or(if keras { Splitting::Keras } else { Splitting::Split }),
        language: &args.language,
        python: &args.python,
        replace: args.replace,
    };
    let settings = &config.inference;
    let environment = library::load(settings.library.as_deref())?;
    let loader = Loader { environment, workers: 1, device: settings.device };
    let imported = import::import(&loader, &config.models_dir, &request).map_err(tell)?;
    io::stdout().write_all(report(&imported).as_bytes())?;
    Ok(())
}

/// The French sentence, before the English one that the program ends with.
fn tell(error: ImportError) -> ImportError {
    // With standard error gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "tramontane : {}", error.french());
    error
}

fn report(imported: &Imported) -> String {
    let Imported { folder, summary, notes } = imported;
    let mut text = format!(
        "{name}: {kind}, {parameters} parameters, {vocabulary} words, up to {length} tokens\n",
        name = summary.name,
        kind = summary.model_type,
        parameters = summary.parameters,
        vocabulary = summary.vocabulary,
        length = summary.max_length,
    );
    for variant in &summary.variants {
        let padding =
            if variant.self_test.padding_invariant { "padding changes nothing" } else { "it reads its padding" };
        let difference = variant.self_test.max_logit_difference;
        text.push_str(&format!("self-test passed: {padding} (largest difference of a logit: {difference})\n"));
    }
    for note in notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text.push_str(&format!("written to {}; a running server takes it up by POST /models/reload\n", folder.display()));
    text
}
