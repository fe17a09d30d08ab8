//! Has the program built anew when the web pages were, whose files it embeds.

fn main() {
    // The folder is in the repository, empty: what is watched and is not there would have each build begin anew.
    println!("cargo:rerun-if-changed=web/dist");
}
