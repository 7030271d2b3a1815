/**
 * State in tables of DynamoDB, which many machines use at once.
 *
 * <ul>
 *   <li>{@link io.weirflow.backend.dynamodb.DynamoAssoc}: the index of the cache, in a layout of our own or in Reflow's.
 *   <li>{@link io.weirflow.backend.dynamodb.DynamoStateStore}: small records, changed in transactions.
 *   <li>{@link io.weirflow.backend.dynamodb.ReflowTaskDb}: the runs and tasks of a Reflow installation, read and written.
 *   <li>{@link io.weirflow.backend.dynamodb.DynamoTables} creates tables and tells what is wrong with them, in a
 *       {@link io.weirflow.backend.dynamodb.TableLayout}.
 * </ul>
 */
@NullMarked
package io.weirflow.backend.dynamodb;

import org.jspecify.annotations.NullMarked;
