package io.weirflow.exec.staged;

import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue in front of limited resources: first come, first served, except that what does not fit may be overtaken by what does.
 *
 * <p>Only a window of the queue is looked at, and the head is overtaken only so many times before all others wait for it, so
 * that each call costs a constant amortised amount of work however long the queue is, and nobody waits for ever. Thread-safe;
 * tickets are called back without a lock held, on the thread whose call made room.
 */
final class Admission {
    static final int WINDOW = 64;
    static final int MAX_OVERTAKES = 256;

    /** Something that waits. */
    interface Ticket {
        /** Returns what is reserved for it. */
        Resources resources();

        /** Tells that its resources are reserved now; must not block. */
        void admitted();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Ticket> waiting = new LinkedHashSet<>();
    private final Resources total;
    private final int maxAdmitted;
    private Resources free;
    private int admitted;
    private int overtakes;

    Admission(Resources total, int maxAdmitted) {
        this.total = total;
        this.free = total;
        this.maxAdmitted = maxAdmitted;
    }

    /** Queues a ticket, which must not ask for more than the total, and admits it at once if it fits. */
    void enter(Ticket ticket) {
        change(() -> waiting.add(ticket));
    }

    /** Reserves the resources of a ticket that has them already, whether or not they are free. */
    void enterAdmitted(Ticket ticket) {
        change(() -> {
            free = free.minus(ticket.resources());
            admitted++;
        });
    }

    /** Takes a ticket out of the queue. Returns false if it does not wait: it was admitted, or never entered. */
    boolean withdraw(Ticket ticket) {
        boolean[] removed = {false};
        change(() -> {
            boolean isHead = !waiting.isEmpty() && waiting.iterator().next() == ticket;
            removed[0] = waiting.remove(ticket);
            overtakes = isHead ? 0 : overtakes;
        });
        return removed[0];
    }

    /** Gives back what was reserved for an admitted ticket. */
    void leave(Ticket ticket) {
        change(() -> {
            admitted--;
            // Sums of fractions drift: when nothing is reserved everything is free.
            free = admitted == 0 ? total : free.plus(ticket.resources());
        });
    }

    private void change(Runnable change) {
        List<Ticket> ready;
        lock.lock();
        try {
            change.run();
            ready = admit();
        } finally {
            lock.unlock();
        }
        ready.forEach(Ticket::admitted);
    }

    private List<Ticket> admit() {
        List<Ticket> ready = new ArrayList<>(1);
        boolean overtaking = false;
        int passed = 0;
        Iterator<Ticket> queue = waiting.iterator();
        while (admitted < maxAdmitted && passed < WINDOW && queue.hasNext()) {
            Ticket ticket = queue.next();
            if (free.covers(ticket.resources())) {
                queue.remove();
                free = free.minus(ticket.resources());
                admitted++;
                ready.add(ticket);
                overtakes = overtaking ? overtakes + 1 : 0;
            } else {
                overtaking = true;
                passed++;
            }
            if (overtaking && overtakes >= MAX_OVERTAKES) {
                break;
            }
        }
        return ready;
    }
}
