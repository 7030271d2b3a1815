/**
 * Who may do what at the moment, for threads of many processes that stop without notice.
 *
 * <ul>
 *   <li>A {@link io.weirflow.store.lease.Session} is the one thing that a process renews. Everything it holds refers to it and
 *       ends with it.
 *   <li>{@link io.weirflow.store.lease.Sessions} opens and lists sessions and ends those that are not renewed.
 *   <li>A {@link io.weirflow.store.lease.Lease} is the right to something with a name, held by a session, with a fencing token
 *       that grows with each holder; {@link io.weirflow.store.lease.Leases} gives them.
 *   <li>{@link io.weirflow.store.lease.Observations} remembers for how long records have been seen unchanged.
 * </ul>
 *
 * <p>A holder is never asked what time it is. An observer ends a session when it has itself seen the session's beat unchanged
 * for the session's time to live, measured on its own ticker, so that clocks that differ or jump do no harm. A holder that was
 * paused may believe for a while that it still holds: whatever it commits with its token's check is refused.
 */
@NullMarked
package io.weirflow.store.lease;

import org.jspecify.annotations.NullMarked;
