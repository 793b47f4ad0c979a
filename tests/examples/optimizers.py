"""Optimizers, of parameters p."""

from __future__ import annotations

from tests.examples._form import calls

# ---------------------------------------------------------------------- optimizers, of parameters p
OPTIMIZERS = calls(
    """
    optim.SGD(p)
    optim.SGD(p, lr=0.1{|, foreach=False|, momentum=0.9|, momentum=0.9, nesterov=True|, momentum=0.8, dampening=0.3})
    optim.SGD(p, lr=0.1, {weight_decay=0.1|momentum=0.9, weight_decay=0.05, maximize=True})
    optim.Adam(p{|, lr=0.05|, lr=0.1, betas=(0.5, 0.9)|, eps=1e-3|, weight_decay=0.1|, amsgrad=True|, maximize=True})
    optim.Adam(p, {0.01, (0.8, 0.99), 1e-6, 0.01, True|decoupled_weight_decay=True, weight_decay=0.1})
    optim.AdamW(p{|, lr=0.05, weight_decay=0.3|, amsgrad=True, maximize=True|, betas=(0.5, 0.9), eps=1e-4})
    optim.Adagrad(p{|, lr=0.1|, lr=0.1, lr_decay=0.2|, weight_decay=0.1|, maximize=True})
    optim.Adagrad(p, initial_accumulator_value=0.3)
    optim.Adagrad(p, 0.1, 0.1, 0.01, 0.2, 1e-3)
    optim.RMSprop(p{|, lr=0.05|, alpha=0.9|, weight_decay=0.1|, momentum=0.8|, centered=True|, maximize=True})
    optim.RMSprop(p, 0.05, 0.9, 1e-4, 0.01, 0.9, {False|True})
    optim.Adadelta(p{|, lr=0.5|, rho=0.5|, eps=1e-3|, weight_decay=0.1|, maximize=True})
    optim.NAdam(p{|, lr=0.05|, betas=(0.5, 0.9)|, eps=1e-3|, momentum_decay=0.1|, weight_decay=0.1|, maximize=True})
    optim.NAdam(p, weight_decay=0.1, decoupled_weight_decay=True)
    optim.Adamax(p{|, lr=0.05|, betas=(0.5, 0.9)|, eps=1e-3|, weight_decay=0.1|, maximize=True})
    optim.Rprop(p{|, lr=0.1|, etas=(0.3, 1.5)|, step_sizes=(0.005, 0.02)|, maximize=True})
    optim.SGD([{'params': p[:1], 'lr': 0.5}, {'params': p[1:], 'momentum': 0.9}], lr=0.1)
    optim.Adam([{'params': p[:1], 'betas': (0.5, 0.6)}, {'params': p[1:], 'weight_decay': 0.2}], lr=0.1)
    """
)
