package io.weirflow.run.history;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.repository.Repository;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How a history is kept.
 *
 * @param namespace what keeps the histories of different uses of a store apart
 * @param user who evaluates
 * @param host where
 * @param repository where details and logs of commands are saved; empty if they are not
 * @param flushInterval how often is written what was recorded; zero if only when {@link RunHistory#flush} or
 *     {@link RunHistory#close} is called
 * @param clock what starts and ends are dated by
 */
public record HistorySettings(
        String namespace,
        String user,
        String host,
        Optional<Repository> repository,
        Duration flushInterval,
        Clock clock) {
    /**
     * Checks that there is a namespace and the interval is not negative.
     *
     * @throws WeirflowException of kind INVALID otherwise
     */
    public HistorySettings {
        if (namespace.isEmpty() || flushInterval.isNegative()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID,
                    "history",
                    "expected a namespace and no negative interval",
                    namespace,
                    flushInterval);
        }
    }

    /** Returns settings for this process's user and host, without saving logs, writing each second. */
    public static HistorySettings of(String namespace) {
        return new HistorySettings(
                namespace,
                System.getProperty("user.name", ""),
                hostName(),
                Optional.empty(),
                Duration.ofSeconds(1),
                Clock.systemUTC());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** Returns these settings with another user. */
    public HistorySettings withUser(String value) {
        return new HistorySettings(namespace, value, host, repository, flushInterval, clock);
    }

    /** Returns these settings with a repository for details and logs. */
    public HistorySettings withRepository(Repository value) {
        return new HistorySettings(namespace, user, host, Optional.of(value), flushInterval, clock);
    }

    /** Returns these settings with another interval between writes. */
    public HistorySettings withFlushInterval(Duration value) {
        return new HistorySettings(namespace, user, host, repository, value, clock);
    }

    /** Returns these settings with another clock. */
    public HistorySettings withClock(Clock value) {
        return new HistorySettings(namespace, user, host, repository, flushInterval, value);
    }
}
