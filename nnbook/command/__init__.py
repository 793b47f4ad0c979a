"""What stands behind `python -m nnbook train` and `torchrun -m nnbook.on_torch.train`: options, batches, the run."""
