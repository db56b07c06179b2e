//! The calendar, read by Python's `icalendar`.

use editique::{Evenement, ics};
use kernel::Instant;
use time::macros::date;

use crate::outils::{Dossier, run};

const NOW: Instant = Instant::from_unix_micros(1_606_780_800_000_000);

fn echeances() -> Vec<Evenement> {
    vec![
        Evenement {
            uid: "echeance-1@cdg82.example".into(),
            debut: date!(2020 - 12 - 31),
            titre: "Lafrançaise : dernier jour pour dénoncer ; préavis de trois mois, « lettre recommandée »".into(),
            description: "Convention du 14 janvier 2018\nVoir l’article 2.".into(),
            url: Some("https://beffroi.example/c/218201242/conventions?onglet=vie;a,b".into()),
            rappel_jours: Some(7),
        },
        Evenement {
            uid: "echeance-2@cdg82.example".into(),
            debut: date!(2021 - 02 - 28),
            titre: "Fin".into(),
            description: String::new(),
            url: None,
            rappel_jours: None,
        },
    ]
}

const READER: &str = r"
import sys, icalendar
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
print(calendar['X-WR-CALNAME'])
for event in calendar.walk('VEVENT'):
    print('|'.join([event['UID'], str(event['DTSTART'].dt), str(event['DTSTAMP'].dt), event['SUMMARY'],
        event.get('DESCRIPTION', '').replace('\n', '/'), event.get('URL', '-'), 'DTEND' if 'DTEND' in event else '-']))
    for alarm in event.walk('VALARM'):
        print('alarm', alarm['ACTION'], alarm['TRIGGER'].dt, alarm['UID'])
";

#[test]
fn another_reader_finds_the_days_the_words_and_the_reminders() {
    let dossier = Dossier::new();
    let file = dossier.write("echeances.ics", ics(&echeances(), "Échéances du CDG 82", NOW).as_bytes());
    let read = run("/usr/bin/python3", "python3 python3-icalendar", ["-c", READER, file.to_str().unwrap()]);
    let expected = [
        "Échéances du CDG 82",
        "echeance-1@cdg82.example|2020-12-31|2020-12-01 00:00:00+00:00|Lafrançaise : dernier jour pour dénoncer ; préavis \
         de trois mois, « lettre recommandée »|Convention du 14 janvier 2018/Voir l’article 2.|\
         https://beffroi.example/c/218201242/conventions?onglet=vie;a,b|-",
        "alarm DISPLAY -7 days, 0:00:00 rappel-echeance-1@cdg82.example",
        "echeance-2@cdg82.example|2021-02-28|2020-12-01 00:00:00+00:00|Fin||-|-",
    ];
    assert_eq!(read.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_same_deadlines_give_the_same_text_in_lines_of_75_octets() {
    let text = ics(&echeances(), "Échéances", NOW);
    assert_eq!(ics(&echeances(), "Échéances", NOW), text);
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Beffroi//FR\r\n"));
}
