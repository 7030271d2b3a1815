package io.weirflow.testkit;

import io.weirflow.journal.Event;
import io.weirflow.journal.Journal;
import io.weirflow.journal.JournalEntry;
import io.weirflow.journal.Version;
import io.weirflow.store.StateStore;
import io.weirflow.store.StateValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What the rules of the journal's contract stand on. */
interface JournalRules {
    /** The name of the history that most tests use. */
    String HISTORY = "h";

    /** Returns the store under test. */
    StateStore store();

    /** Returns another handle on the same state. */
    StateStore another();

    /** Returns what the current test's histories have in common. */
    String namespace();

    /** Returns the clock of the current test. */
    ManualClock clock();

    /** Returns the journal of the current test. */
    default Journal journal() {
        return journal(store());
    }

    /** Returns the journal of the current test, as a user of another store object has it. */
    default Journal journal(StateStore store) {
        return Journal.of(store, namespace(), clock());
    }

    /** Returns events of the given texts. */
    static List<Event> events(String... texts) {
        List<Event> events = new ArrayList<>();
        for (String text : texts) {
            events.add(new Event("said", StateValue.utf8(text)));
        }
        return events;
    }

    /** Returns all entries. */
    static List<JournalEntry> entries(Iterator<JournalEntry> iterator) {
        List<JournalEntry> entries = new ArrayList<>();
        iterator.forEachRemaining(entries::add);
        return entries;
    }

    /** Returns the texts of all events after a version. */
    static List<String> texts(Journal journal, String history, Version after) {
        return texts(journal.find(history, after));
    }

    /** Returns the texts of all events. */
    static List<String> texts(Iterator<JournalEntry> iterator) {
        List<String> texts = new ArrayList<>();
        iterator.forEachRemaining(
                entry -> entry.events().forEach(event -> texts.add(event.body().utf8())));
        return texts;
    }

    /** Returns the texts of all visible events of the usual history. */
    default List<String> said() {
        return texts(journal(), HISTORY, Version.EPOCH);
    }
}
