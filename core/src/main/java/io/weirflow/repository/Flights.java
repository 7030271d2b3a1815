package io.weirflow.repository;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The copies that are under way, so that none is made twice at the same time. A batch takes on those blobs that no other
 * batch has, does its own work to the end, and only then waits for the others: batches never wait in a circle.
 */
final class Flights {
    private final Map<Route, Flight> underWay = new ConcurrentHashMap<>();

    private record Route(TransferLimits.Limit destination, Digest blob) {}

    /** One copy; completed with nothing, or with the exception that it failed with. */
    private static final class Flight {
        final TransferLimits.Limit source;
        final CompletableFuture<Void> end = new CompletableFuture<>();

        Flight(TransferLimits.Limit source) {
            this.source = source;
        }
    }

    /** The blobs that a batch has taken on. */
    final class Own {
        private final TransferLimits.Limit destination;
        private final Map<Digest, Flight> flights = new LinkedHashMap<>();

        Own(TransferLimits.Limit destination) {
            this.destination = destination;
        }

        Set<Digest> digests() {
            return flights.keySet();
        }

        /** Says that blobs are there. */
        void landAllBut(Set<Digest> missing) {
            flights.keySet().stream().filter(blob -> !missing.contains(blob)).forEach(this::land);
        }

        /** Says that a blob is there. */
        void land(Digest blob) {
            Flight flight = flights.get(blob);
            if (flight != null && underWay.remove(new Route(destination, blob), flight)) {
                flight.end.complete(null);
            }
        }

        /** Says that a blob cannot be copied. */
        void fail(Digest blob, WeirflowException reason) {
            Flight flight = flights.get(blob);
            if (flight != null && underWay.remove(new Route(destination, blob), flight)) {
                flight.end.completeExceptionally(reason);
            }
        }

        /** Gives up what was neither copied nor failed by itself. */
        private void abandon() {
            WeirflowException reason =
                    WeirflowException.of(ErrorKind.CANCELED, "transfer", "the batch that it was part of has ended");
            flights.keySet().forEach(blob -> fail(blob, reason));
        }
    }

    /**
     * Has work done for those of some blobs that no other batch is working on, and waits for the others. When another batch was
     * canceled, or failed with another source, its blobs are tried here.
     */
    void fly(
            TransferLimits.Limit destination,
            TransferLimits.Limit source,
            Collection<Digest> blobs,
            Consumer<Own> work) {
        Set<Digest> pending = new LinkedHashSet<>(blobs);
        while (!pending.isEmpty()) {
            Own own = new Own(destination);
            Map<Digest, Flight> others = new HashMap<>(0);
            for (Digest blob : pending) {
                Flight flight = new Flight(source);
                Flight present = underWay.putIfAbsent(new Route(destination, blob), flight);
                if (present == null) {
                    own.flights.put(blob, flight);
                } else {
                    others.put(blob, present);
                }
            }
            pending.clear();
            if (!own.flights.isEmpty()) {
                doOwn(own, work);
            }
            others.forEach((blob, flight) -> {
                if (!landed(flight, source)) {
                    pending.add(blob);
                }
            });
        }
    }

    private static void doOwn(Own own, Consumer<Own> work) {
        try {
            work.accept(own);
        } finally {
            own.abandon();
        }
    }

    /** Waits for another batch's copy; returns false if it has to be tried again. */
    private static boolean landed(Flight flight, TransferLimits.Limit source) {
        try {
            flight.end.get();
            return true;
        } catch (InterruptedException e) {
            throw WeirflowException.wrap(e, "transfer");
        } catch (ExecutionException e) {
            if (flight.source == source
                    && e.getCause() instanceof WeirflowException failure
                    && !failure.is(ErrorKind.CANCELED)) {
                throw WeirflowException.wrap(failure, "transfer");
            }
            return false;
        }
    }
}
