//! The documents of a folder: found, in order of their paths. Hidden files are passed over; links lead nowhere outside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Unreadable;
use super::passage::Format;
use super::path::DocumentPath;

/// Folders within folders, at most: more is a loop of mounts.
const MAX_DEPTH: usize = 32;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files of a known format, in order.
    pub files: Vec<(DocumentPath, PathBuf)>,
    /// The others, by their path in the folder, with the reason.
    pub skipped: Vec<(String, Unreadable)>,
}

/// Lists `folder`, subfolders included.
///
/// # Errors
/// When the folder itself cannot be read; a subfolder that cannot is among those skipped.
pub(super) fn list(folder: &Path) -> io::Result<Listing> {
    let root = folder.canonicalize()?;
    let mut listing = Listing::default();
    walk(&root, &root, 0, &mut listing)?;
    listing.files.sort();
    // Two names that are one in NFC: the first is the document.
    let mut seen = std::collections::HashSet::new();
    listing.files.retain(|(path, _)| seen.insert(path.clone()));
    listing.skipped.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(listing)
}

fn walk(root: &Path, folder: &Path, depth: usize, listing: &mut Listing) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let inside = path.strip_prefix(root).unwrap_or(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        match look_at(root, &path, inside) {
            Ok(Found::Folder) if depth < MAX_DEPTH => {
                if let Err(error) = walk(root, &path, depth + 1, listing) {
                    listing.skipped.push((shown(inside), Unreadable::Disk(error.to_string())));
                }
            }
            Ok(Found::Folder) => listing.skipped.push((shown(inside), Unreadable::NotAFile)),
            Ok(Found::File(document)) => listing.files.push((document, path)),
            Err(reason) => listing.skipped.push((shown(inside), reason)),
        }
    }
    Ok(())
}

enum Found {
    Folder,
    File(DocumentPath),
}

fn look_at(root: &Path, path: &Path, inside: &Path) -> Result<Found, Unreadable> {
    let disk = |error: io::Error| Unreadable::Disk(error.to_string());
    let mut kind = fs::symlink_metadata(path).map_err(disk)?.file_type();
    if kind.is_symlink() {
        // A link to a file inside is a file; one to a folder could be a loop.
        let target = path.canonicalize().map_err(disk)?;
        kind = fs::metadata(&target).map_err(disk)?.file_type();
        if !target.starts_with(root) || kind.is_dir() {
            return Err(Unreadable::NotAFile);
        }
    }
    if kind.is_dir() {
        return Ok(Found::Folder);
    }
    if !kind.is_file() {
        return Err(Unreadable::NotAFile);
    }
    let parts: Option<Vec<_>> = inside.iter().map(|part| part.to_str()).collect();
    let parts = parts.ok_or(super::error::PathError::NotUtf8)?;
    Format::of(parts.last().unwrap_or(&"")).ok_or(Unreadable::Format)?;
    Ok(Found::File(parts.join("/").parse()?))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}
