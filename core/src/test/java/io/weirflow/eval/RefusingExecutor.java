package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.defects.ForwardingExecutor;
import io.weirflow.exec.Executor;

/** An executor that runs nothing in images. */
final class RefusingExecutor extends ForwardingExecutor {
    RefusingExecutor(Executor inner) {
        super(inner);
    }

    @Override
    public String environment(String image) {
        if (!image.isEmpty()) {
            throw WeirflowException.of(ErrorKind.NOT_SUPPORTED, "environment", "has no images", image);
        }
        return super.environment(image);
    }
}
