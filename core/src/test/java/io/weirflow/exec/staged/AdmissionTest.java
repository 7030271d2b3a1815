package io.weirflow.exec.staged;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final List<Waiting> admitted = new ArrayList<>();

    private final class Waiting implements Admission.Ticket {
        private final Resources needs;
        private int looks;

        Waiting(double cpu) {
            needs = Resources.NONE.with(Resources.CPU, cpu);
        }

        @Override
        public Resources resources() {
            looks++;
            return needs;
        }

        @Override
        public void admitted() {
            admitted.add(this);
        }
    }

    @Test
    void whoComesFirstIsServedFirst() {
        Admission admission = new Admission(Resources.of(1, 0), 10);
        List<Waiting> tickets = List.of(new Waiting(1), new Waiting(1), new Waiting(1));
        tickets.forEach(admission::enter);
        tickets.forEach(ticket -> {
            assertThat(admitted).last().isEqualTo(ticket);
            admission.leave(ticket);
        });
        assertThat(admitted).isEqualTo(tickets);
    }

    @Test
    void whatFitsOvertakesWhatDoesNot() {
        Admission admission = new Admission(Resources.of(4, 0), 10);
        Waiting running = new Waiting(3);
        Waiting large = new Waiting(4);
        Waiting small = new Waiting(1);
        admission.enter(running);
        admission.enter(large);
        admission.enter(small);

        assertThat(admitted).containsExactly(running, small);
    }

    @Test
    void theLargeIsNotOvertakenForEver() {
        Admission admission = new Admission(Resources.of(2, 0), 10);
        Waiting first = new Waiting(1);
        Waiting large = new Waiting(2);
        admission.enter(first);
        admission.enter(large);
        Waiting before = first;
        int overtakes = 0;
        while (!admitted.contains(large)) {
            Waiting next = new Waiting(1);
            admission.enter(next);
            admission.leave(before);
            before = next;
            overtakes++;
            assertThat(overtakes).isLessThan(10 * Admission.MAX_OVERTAKES);
            if (!admitted.contains(next)) {
                // Everybody waits for the large one now.
                assertThat(admitted).last().isEqualTo(large);
            }
        }
    }

    @Test
    void aTicketThatWasWithdrawnIsNotAdmitted() {
        Admission admission = new Admission(Resources.of(1, 0), 10);
        Waiting running = new Waiting(1);
        Waiting waiting = new Waiting(1);
        admission.enter(running);
        admission.enter(waiting);

        assertThat(admission.withdraw(waiting)).isTrue();
        assertThat(admission.withdraw(waiting)).isFalse();
        assertThat(admission.withdraw(running)).isFalse();
        admission.leave(running);
        assertThat(admitted).containsExactly(running);
    }

    @Test
    void aHundredThousandInARowCostAConstantNumberOfLooksEach() {
        Admission admission = new Admission(Resources.of(16, 0), 1000);
        List<Waiting> tickets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            tickets.add(new Waiting(1));
        }
        tickets.forEach(admission::enter);
        for (int i = 0; i < tickets.size(); i++) {
            admission.leave(admitted.get(i));
        }

        assertThat(admitted).isEqualTo(tickets);
        long looks = tickets.stream().mapToLong(ticket -> ticket.looks).sum();
        assertThat(looks).isLessThan(150L * tickets.size());
    }

    @Property
    void nobodyIsForgottenAndNeverIsMoreReservedThanThereIs(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 8) Integer> tenths,
            @ForAll @IntRange(min = 1, max = 5) int maxAdmitted) {
        admitted.clear();
        Admission admission = new Admission(Resources.of(0.8, 0), maxAdmitted);
        tenths.forEach(needs -> admission.enter(new Waiting(needs / 10.0)));
        int left = 0;
        while (left < admitted.size()) {
            double reserved = admitted.subList(left, admitted.size()).stream()
                    .mapToDouble(ticket -> ticket.needs.cpu())
                    .sum();
            assertThat(reserved).isLessThanOrEqualTo(0.8 + 1e-9);
            assertThat(admitted.size() - left).isLessThanOrEqualTo(maxAdmitted);
            admission.leave(admitted.get(left));
            left++;
        }
        assertThat(admitted).hasSize(tenths.size());
    }
}
