//! Tokenizing a review: through the word cache, and as the `tokenizers` crate does it each time anew.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use tramontane::runtime::{Tokenizer, Truncation};

const REVIEW: &str = "J'ai vu ce film hier soir avec des amis, et nous en sommes sortis partagés. L'histoire met du temps à \
démarrer, les dialogues sonnent parfois faux, mais la photographie est superbe et l'actrice principale porte le tout sur \
ses épaules. La dernière demi-heure, surtout, est d'une intensité rare : on n'entendait plus un bruit dans la salle. \
Dommage que le montage hache certaines scènes qui auraient mérité de respirer. Au total, un bon moment de cinéma.";

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/avis-bilstm/tokenizer.json")
}

#[divan::bench]
fn cached(bencher: Bencher) {
    let tokenizer = Tokenizer::load(&path(), Some(256), Truncation::Head, None).expect("the committed tokenizer loads");
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| tokenizer.encode(divan::black_box(REVIEW)));
}

#[divan::bench]
fn anew(bencher: Bencher) {
    let tokenizer = tokenizers::Tokenizer::from_file(path()).expect("the committed tokenizer loads");
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| tokenizer.encode_fast(divan::black_box(REVIEW), true));
}

fn main() {
    divan::main();
}
