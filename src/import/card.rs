//! The card of an imported model: what was read, and how its texts are prepared. No figure: nobody has measured it yet.

use super::network::{Network, Pooling};
use super::words::{Splitting, Vocabulary};
use super::{End, Framework, Request};

/// Markdown.
pub(super) fn markdown(request: &Request<'_>, network: &Network, vocabulary: &Vocabulary, length: usize) -> String {
    let from = match request.framework {
        Framework::Keras => "Keras",
        Framework::Pytorch => "PyTorch",
    };
    let file = request.weights.file_name().unwrap_or_default().to_string_lossy();
    let (words, rows, width) = (vocabulary.len(), network.embedding.rows(), network.embedding.columns());
    let layers = network.recurrent.iter().map(|layer| {
        let both = if layer.directions.len() == 2 { "bidirectional " } else { "" };
        format!("{both}{} of {} units -> ", layer.cell.operator(), layer.units())
    });
    let layers: String = layers.collect();
    let pooling = match network.pooling {
        Pooling::Last => "last state",
        Pooling::Maximum => "maximum",
        Pooling::Average => "mean",
    };
    let dense: String = network.dense.iter().map(|layer| format!(" -> dense {}", layer.weight.columns())).collect();
    let reads = if network.masked { "padding never enters" } else { "it reads its padding" };
    let end = |end| if end == End::Pre { "front" } else { "end" };
    let splitting = match request.splitting {
        Splitting::Keras => "lower case, words as Keras' `Tokenizer` splits them",
        Splitting::Split => "lower case, words as `split()` leaves them",
    };
    let notes: String = network.notes.iter().chain(&vocabulary.notes).map(|note| format!("- {note}\n")).collect();
    format!(
        "# {name}\n\nImported from {from} (`{file}`). Its accuracy was not measured here.\n\n\
         | | |\n| --- | --- |\n\
         | input | up to {length} tokens; a longer text is cut at its {cut} |\n\
         | padding | at the {pad}; {reads} |\n\
         | tokenizer | {splitting}; {words} words |\n\
         | network | embedding {rows} x {width} -> {layers}{pooling}{dense} |\n\n{notes}",
        name = request.name,
        cut = end(request.truncating),
        pad = end(request.padding),
    )
}
