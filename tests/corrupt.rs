//! P1: a damaged gazetteer is refused when it is opened. P2: a forged one, its checksums right, causes no panic and no hang.

mod common;

use common::forge::{assemble, sections, tiny_gazetteer};
use common::{Random, rounds};
use polyonym::{ErrorKind, Gazetteer, Overlap, Scratch, TagOptions};

fn refused(file: Vec<u8>) -> bool {
    match Gazetteer::from_owner(file) {
        Ok(_) => false,
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Foreign | ErrorKind::Newer), "{error}");
            true
        }
    }
}

#[test]
fn the_undamaged_file_opens() {
    let gazetteer = Gazetteer::from_owner(tiny_gazetteer()).unwrap();
    gazetteer.verify().unwrap();
    assert_eq!(gazetteer.resolve("IRAN").accepted().unwrap().id(), "Q794");
}

#[test]
fn every_bit_flipped_is_refused() {
    let file = tiny_gazetteer();
    let mut damaged = file.clone();
    for bit in 0..file.len() * 8 {
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(damaged.clone()), "bit {bit}");
        damaged[bit / 8] ^= 1 << (bit % 8);
    }
    println!("{} bits flipped, all refused", file.len() * 8);
}

#[test]
fn every_byte_zeroed_or_filled_is_refused() {
    let file = tiny_gazetteer();
    for at in 0..file.len() {
        for value in [0x00, 0xFF] {
            let mut damaged = file.clone();
            damaged[at] = value;
            assert!(damaged == file || refused(damaged), "byte {at} to {value:02X}");
        }
    }
}

#[test]
fn every_truncation_and_appended_bytes_are_refused() {
    let file = tiny_gazetteer();
    for length in 0..file.len() {
        assert!(refused(file[..length].to_vec()), "{length} bytes");
    }
    for tail in [&b"\0"[..], b"\n", b"\0\0\0\0\0\0\0\0", &file] {
        assert!(refused([&file, tail].concat()));
    }
}

#[test]
fn random_damage_of_the_built_in_gazetteer_is_refused() {
    // Its bytes are written once more, as the package does not hand them out.
    let rows = std::fs::read("dictionaries/names/people.tsv").unwrap();
    let builder = polyonym::Builder::new(common::tables().clone()).read(rows.as_slice(), "people").unwrap();
    let file = builder.finish().unwrap().0;
    let mut random = Random(1);
    let count = rounds(300);
    for _ in 0..count {
        let mut damaged = file.clone();
        for _ in 0..random.below(4) + 1 {
            let at = random.below(damaged.len());
            damaged[at] ^= random.below(255) as u8 + 1;
        }
        assert!(refused(damaged));
    }
    println!("{count} random mutations of {} bytes, all refused", file.len());
}

/// Asks everything of a gazetteer whose contents may be nonsense.
fn ask(gazetteer: &Gazetteer) {
    let mut scratch = Scratch::new();
    let text = "Iran and the Islamic Republic of Iran, Deir ez-Zor, US";
    let all = TagOptions::new().overlap(Overlap::All);
    let _ = gazetteer.tag_with(text, &all, &mut scratch).take(1000).count();
    let _ = gazetteer.tag(text, &mut scratch).take(1000).count();
    let _ = gazetteer.explain("Iran", Some("Q794")).to_string();
    gazetteer.for_each_row(|row| assert!(row.name.len() < 1 << 20));
    let _ = gazetteer.entities().map(|e| e.label().len()).sum::<usize>();
    let _ = gazetteer.statistics();
}

#[test]
fn a_forged_file_neither_panics_nor_hangs() {
    let parts = sections(&tiny_gazetteer());
    let mut random = Random(2);
    let (mut opened, mut verified) = (0, 0);
    let count = rounds(20_000);
    for _ in 0..count {
        let mut forged = parts.clone();
        let place = random.below(forged.len());
        let section = &mut forged[place].1;
        match random.below(4) {
            0 => section.truncate(random.below(section.len() + 1)),
            1 => section.extend((0..random.below(9)).map(|i| i as u8)),
            _ => {
                for _ in 0..random.below(3) + 1 {
                    let at = random.below(section.len());
                    section[at] = random.next() as u8;
                }
            }
        }
        if let Ok(gazetteer) = Gazetteer::from_owner(assemble(&forged, 1)) {
            opened += 1;
            verified += usize::from(gazetteer.verify().is_ok());
            ask(&gazetteer);
        }
    }
    println!("{count} forged files: {opened} opened, {verified} of them verified, no panic");
    assert!(opened > count / 10);
}

#[test]
fn a_wrong_root_address_is_refused() {
    let parts = sections(&tiny_gazetteer());
    let place = parts.iter().position(|(tag, _)| tag == b"NAME").unwrap();
    let length = parts[place].1.len();
    let footer = length - 20;
    for root in (0..length as u64 + 40).chain([u64::MAX, 1 << 40]) {
        if root == footer as u64 - 1 {
            continue;
        }
        let mut forged = parts.clone();
        forged[place].1[footer + 8..footer + 16].copy_from_slice(&root.to_le_bytes());
        let outcome = Gazetteer::from_owner(assemble(&forged, 1));
        if let Ok(gazetteer) = outcome {
            assert_eq!(root, 0, "root {root} was accepted");
            assert_eq!(gazetteer.tag("Iran", &mut Scratch::new()).count(), 0);
        }
    }
}

#[test]
fn unknown_sections_are_refused_or_skipped_by_their_case() {
    let mut parts = sections(&tiny_gazetteer());
    parts.push((*b"more", b"optional".to_vec()));
    assert!(Gazetteer::from_owner(assemble(&parts, 1)).is_ok());
    parts.push((*b"MUST", b"understand".to_vec()));
    assert_eq!(Gazetteer::from_owner(assemble(&parts, 1)).unwrap_err().kind(), ErrorKind::Newer);
}

#[test]
fn another_major_format_is_refused_with_its_number() {
    let error = Gazetteer::from_owner(assemble(&sections(&tiny_gazetteer()), 2)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Newer);
    assert_eq!(
        error.to_string(),
        "the file has format 2, this version reads format 1; rebuild it with 'polyonym build' or update polyonym"
    );
}
