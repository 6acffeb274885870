//! Instructions under valgrind, which do not depend on how busy the machine is: a guard against getting slower.
//!
//! ```text
//! cargo install gungraun-runner --version 0.20.0
//! cargo bench --bench instructions
//! ```
//!
//! Fails when a count is above its limit, or 3 % above the last run in this target folder. Says so and does nothing where valgrind or
//! the runner is absent; with `--test` every function runs once, uncounted.
//!
//! Texts are our own and the dictionary is the built-in one, so that counts are the same wherever compiler and processor features are.

use polyonym::{Gazetteer, Scratch, TagOptions};
use std::process::{Command, ExitCode, Stdio};

const LATIN: &str = "Vladimir Putin met Bahram Qassemi in Tehran before the United Nations Security Council voted on Syria. The price of \
    bread rose again, said the ministers of three neighbouring countries after their talks in Ankara; nothing was decided. ";
const ARABIC: &str = "التقى بشار الأسد وفدا من روسيا في دمشق، ثم سافر الوفد إلى طهران للقاء حسن روحاني. ارتفع سعر الخبز مرة أخرى كما قال الوزراء بعد \
    محادثاتهم في أنقرة ولم يتقرر شيء. ";
const CYRILLIC: &str = "Владимир Путин и Хасан Рухани говорили вчера: Россия, Иран и Турция, сообщает ООН, поддержат переговоры. Цена хлеба \
    снова выросла, сказали министры трёх соседних стран после встречи в Анкаре; ничего не решили. ";
const HAN: &str = "弗拉基米尔·普京在莫斯科谈到了叙利亚和伊朗。面包的价格又上涨了，三个邻国的部长在安卡拉会谈后说，什么都没有决定。";

/// Bytes of each text, at least.
const BYTES: usize = 10_000;

/// What a function is given: a dictionary that is open, memory that was used before, a text.
struct Given {
    gazetteer: &'static Gazetteer,
    scratch: Scratch,
    text: String,
}

/// Everything that happens once and is not counted: the dictionary is opened, and what is found first is found.
fn given(paragraph: &str) -> Given {
    let text = paragraph.repeat(BYTES / paragraph.len() + 1);
    let (gazetteer, mut scratch) = (polyonym_dictionaries::gazetteer(), Scratch::new());
    assert!(gazetteer.tag_with(paragraph, &read(), &mut scratch).count() > 0);
    Given { gazetteer, scratch, text }
}

/// All but names by their sound, which would hide the rest.
fn read() -> TagOptions {
    TagOptions::new().inflection(true).document(true).transliteration(false)
}

fn fold(given: &Given) -> usize {
    given.gazetteer.tables().fold(&given.text).text().len()
}

fn find(given: &mut Given) -> usize {
    given.gazetteer.find(&given.text, &mut given.scratch).count()
}

fn tag(given: &mut Given) -> usize {
    given.gazetteer.tag_with(&given.text, &read(), &mut given.scratch).count()
}

fn resolve(name: &str) -> usize {
    polyonym_dictionaries::gazetteer().resolve(name).candidates().len()
}

/// A name that was resolved once: what is made at the first use is not counted.
fn resolved(name: &str) -> &str {
    assert!(resolve(name) > 0);
    name
}

/// What is counted. The macros make a module of each function, and a `main` of their own.
mod counted {
    use super::{ARABIC, CYRILLIC, Given, HAN, LATIN, given, resolved};
    use gungraun::{Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
    use std::hint::black_box;

    /// More instructions than this, and the bench fails: a tenth above what was measured when the limit was set.
    fn most(instructions: u64) -> LibraryBenchmarkConfig {
        let mut callgrind = Callgrind::default();
        callgrind.hard_limits([(EventKind::Ir, instructions)]).soft_limits([(EventKind::Ir, 3.0)]);
        let mut config = LibraryBenchmarkConfig::default();
        config.tool(callgrind);
        config
    }

    #[library_benchmark(setup = given)]
    #[bench::latin(args = (LATIN), config = most(1_220_000))]
    #[bench::arabic(args = (ARABIC), config = most(1_430_000))]
    #[bench::cyrillic(args = (CYRILLIC), config = most(1_440_000))]
    #[bench::han(args = (HAN), config = most(874_000))]
    fn fold(given: Given) -> usize {
        crate::fold(black_box(&given))
    }

    #[library_benchmark(setup = given)]
    #[bench::latin(args = (LATIN), config = most(2_660_000))]
    #[bench::arabic(args = (ARABIC), config = most(2_310_000))]
    #[bench::cyrillic(args = (CYRILLIC), config = most(2_310_000))]
    #[bench::han(args = (HAN), config = most(3_180_000))]
    fn find(mut given: Given) -> usize {
        crate::find(black_box(&mut given))
    }

    #[library_benchmark(setup = given)]
    #[bench::latin(args = (LATIN), config = most(31_800_000))]
    #[bench::arabic(args = (ARABIC), config = most(25_900_000))]
    #[bench::cyrillic(args = (CYRILLIC), config = most(19_600_000))]
    #[bench::han(args = (HAN), config = most(27_300_000))]
    fn tag(mut given: Given) -> usize {
        crate::tag(black_box(&mut given))
    }

    #[library_benchmark(setup = resolved)]
    #[bench::as_written(args = ("Vladimir Putin"), config = most(26_800))]
    #[bench::other_order(args = ("PUTIN, Vladimir"), config = most(30_000))]
    #[bench::other_script(args = ("Владымыр Путын"), config = most(42_500_000))]
    fn resolve(name: &str) -> usize {
        crate::resolve(black_box(name))
    }

    library_benchmark_group!(name = text, benchmarks = [fold, find, tag]);
    library_benchmark_group!(name = names, benchmarks = [resolve]);
    main!(library_benchmark_groups = [text, names]);

    pub fn run() {
        main();
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let under_valgrind = arguments.iter().any(|argument| argument.starts_with("--gungraun"));
    let is_test = arguments.iter().any(|argument| argument == "--test") || !arguments.iter().any(|argument| argument == "--bench");
    if under_valgrind {
        counted::run();
    } else if is_test {
        each_once();
    } else if let Some(absent) = ["valgrind", RUNNER].into_iter().find(|program| !is_installed(program)) {
        println!("instructions: skipped, {absent} is not installed");
    } else {
        counted::run();
    }
    ExitCode::SUCCESS
}

/// What starts valgrind; the variable is read when the bench is compiled.
const RUNNER: &str = match option_env!("GUNGRAUN_RUNNER") {
    Some(path) => path,
    None => "gungraun-runner",
};

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn each_once() {
    for paragraph in [LATIN, ARABIC, CYRILLIC, HAN] {
        let mut given = given(paragraph);
        assert!(fold(&given) > 0 && find(&mut given) > 0 && tag(&mut given) > 0);
    }
    for name in ["Vladimir Putin", "PUTIN, Vladimir", "Владымыр Путын"] {
        assert_eq!(resolved(name), name);
    }
}
