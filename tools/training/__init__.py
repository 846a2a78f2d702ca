"""Parts of `tools/train.py`: batches, augmentation, the network, quantisation, the report."""
