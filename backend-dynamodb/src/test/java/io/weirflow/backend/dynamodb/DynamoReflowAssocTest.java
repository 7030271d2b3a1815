package io.weirflow.backend.dynamodb;

import io.weirflow.cache.AssocKind;
import java.util.EnumSet;
import java.util.Set;

/** The contract on a table of Reflow's layout, as far as its items can hold it. */
class DynamoReflowAssocTest extends DynamoAssocContract {
    DynamoReflowAssocTest() {
        super(TableLayout.REFLOW);
    }

    @Override
    protected Set<AssocKind> kinds() {
        return EnumSet.of(AssocKind.FILESET, AssocKind.FILESET_V2);
    }

    @Override
    protected boolean inlines() {
        return false;
    }
}
