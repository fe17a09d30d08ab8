//! Has the program built anew when the web pages were, whose files it embeds.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
}
