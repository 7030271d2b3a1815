package io.weirflow.backend.dynamodb;

/** The contract on a table of our own layout. */
class DynamoAssocTest extends DynamoAssocContract {
    DynamoAssocTest() {
        super(TableLayout.CACHE);
    }
}
