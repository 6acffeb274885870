//! `demo`: news in many scripts, tagged with the built-in dictionary, on the terminal and as a page.

use crate::format::{Document, Placed, html, label};
use crate::json;
use crate::offsets::{Offsets, Unit};
use crate::outcome::{Done, Failure, Outcome, tell};
use crate::terminal::{Table, isolated};
use anstyle::{AnsiColor, Style};
use polyonym::{Gazetteer, Scratch};
use std::io::Write;
use std::path::PathBuf;

/// One sentence a language, written for this command.
pub const NEWS: &[(&str, &str)] = &[
    ("en", "Vladimir Putin met Bahram Qassemi in Tehran before the United Nations Security Council voted on Syria."),
    ("ru", "Владимир Путин и Хасан Рухани говорили вчера: Россия, Иран и Турция, сообщает ООН, поддержат переговоры."),
    ("ar", "التقى بشار الأسد وفدا من روسيا في دمشق، ثم سافر الوفد إلى طهران للقاء حسن روحاني."),
    ("fa", "حسن روحانی در تهران با ولادیمیر پوتین درباره سوریه گفت‌وگو کرد."),
    ("he", "ולדימיר פוטין דיבר עם בנימין נתניהו על סוריה ועל איראן."),
    ("el", "Ο Βλαντίμιρ Πούτιν μίλησε στη Μόσχα για τη Συρία και το Ιράν."),
    ("zh", "弗拉基米尔·普京在莫斯科谈到了叙利亚和伊朗。"),
    ("ja", "ウラジーミル・プーチンはモスクワでシリアとイランについて語った。"),
    ("ko", "블라디미르 푸틴, 모스크바 회담: 시리아, 이란, 러시아 대표 참석"),
    ("hi", "व्लादिमीर पुतिन ने मॉस्को में सीरिया और ईरान पर बात की।"),
    ("bn", "ভ্লাদিমির পুতিন মস্কো থেকে বললেন: বাংলাদেশ, রাশিয়া ও তুরস্ক একমত।"),
    ("ta", "விளாதிமிர் பூட்டின் பேச்சு: ரஷ்யா, சிரியா, ஈரான், துருக்கியே."),
    ("ka", "თეირანი და მოსკოვი: სირია, ირანი და რუსეთი ერთ მაგიდასთან."),
    ("hy", "Թեհրան և Մոսկվա․ Սիրիա, Իրան և Ռուսաստան։"),
    ("th", "วลาดีมีร์ ปูติน พูดถึง ซีเรีย และ อิหร่าน ที่ มอสโก"),
    ("am", "ሞስኮ፦ ሩስያ፣ ሶሪያ እና ቱርክ ተስማሙ።"),
    ("uk", "Реджеп Таїп Ердоган сказав: Туреччина, Сирія та Іран домовилися."),
    ("tr", "Recep Tayyip Erdoğan, Ankara'da Suriye ve Irak hakkında konuştu."),
];

/// Tag news in many scripts with the built-in dictionary
///
/// Prints them with the names highlighted, and writes a page with the same.
#[derive(clap::Args)]
pub struct Demo {
    /// The page to write
    #[arg(short, long, value_name = "FILE", default_value = "demo.html")]
    output: PathBuf,
}

/// Entities in the order in which they are met first: id, label, type, and the spellings that led to them.
type Resolved = Vec<(String, String, String, Vec<String>)>;

impl Demo {
    pub fn run(&self) -> Done {
        let gazetteer = polyonym_dictionaries::gazetteer();
        let plain = anstream::AutoStream::choice(&std::io::stdout()) == anstream::ColorChoice::Never;
        let mut out = crate::arguments::output();
        let mut page = Vec::new();
        html::begin(&mut page, "polyonym: names in many scripts")?;
        let mut resolved = Resolved::new();
        for (lang, text) in NEWS {
            sentence(gazetteer, lang, text, plain, &mut out, &mut page, &mut resolved)?;
        }
        html::end(&mut page)?;
        writeln!(out)?;
        let mut table = Table::new(&["ID", "LABEL", "TYPE", "WRITTEN"]);
        for (id, label, kind, written) in &resolved {
            table.row([id, &isolated(label), kind, &written.join(", ")]);
        }
        table.write(&mut out)?;
        out.flush()?;
        let failed = |e| Failure::at(self.output.display(), format!("cannot write: {e}"));
        std::fs::write(&self.output, page).map_err(failed)?;
        tell!("wrote {}", self.output.display());
        Ok(Outcome::found(!resolved.is_empty()))
    }
}

fn sentence(
    gazetteer: &Gazetteer,
    lang: &str,
    text: &str,
    plain: bool,
    out: &mut impl Write,
    page: &mut Vec<u8>,
    resolved: &mut Resolved,
) -> Result<(), Failure> {
    let mut scratch = Scratch::new();
    let options = polyonym::TagOptions::new().resolve(polyonym::ResolveOptions::new().lang(lang));
    let offsets = Offsets::new(text, Unit::Chars, &[]);
    let placed = gazetteer.tag_with(text, &options, &mut scratch).map(|mention| {
        let range = mention.range();
        Placed { start: offsets.at(range.start), end: offsets.at(range.end), mention }
    });
    let mentions: Vec<Placed<'_>> = placed.collect();
    let id = json::raw(lang);
    html::document(page, &Document { id: &id, text, lang: Some(lang), mentions: &mentions, offsets: &offsets }, Some(lang))?;
    write!(out, "{lang}  ")?;
    let mut at = 0;
    for Placed { mention, .. } in &mentions {
        let range = mention.range();
        write!(out, "{}", &text[at..range.start])?;
        highlight(out, &mention_colour(&label(mention)), plain, mention)?;
        at = range.end;
        let Some(c) = mention.accepted() else { continue };
        let written = isolated(mention.text());
        match resolved.iter_mut().find(|(id, ..)| id == c.id()) {
            Some((.., spellings)) if spellings.contains(&written) => {}
            Some((.., spellings)) => spellings.push(written),
            None => resolved.push((c.id().to_owned(), c.label().to_owned(), c.entity_type().to_owned(), vec![written])),
        }
    }
    writeln!(out, "{}", &text[at..])?;
    Ok(())
}

/// A name in colour, or as [Name|id].
fn highlight(out: &mut impl Write, style: &Style, plain: bool, mention: &polyonym::Mention<'_>) -> Result<(), Failure> {
    let name = isolated(mention.text());
    if plain {
        let id = mention.accepted().map_or("?", |c| c.id());
        write!(out, "[{name}|{id}]")?;
    } else {
        write!(out, "{style}{name}{style:#}")?;
    }
    Ok(())
}

fn mention_colour(label: &str) -> Style {
    let colour = match label {
        "PER" => AnsiColor::Yellow,
        "LOC" => AnsiColor::Green,
        "ORG" => AnsiColor::Blue,
        _ => AnsiColor::Magenta,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}
