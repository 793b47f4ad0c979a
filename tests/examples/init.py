"""Initial values."""

from __future__ import annotations

from tests.examples._form import calls, drawn

# ---------------------------------------------------------------------- initial values
INIT = [
    *calls(
        """
        nn.init.{constant_(torch.empty(2, 3), 2.5)|ones_(torch.empty(3))|zeros_(torch.ones(3))|eye_(torch.empty(3, 4))}
        nn.init.dirac_(torch.empty({4, 4, 3, 3|2, 4, 3|6, 2, 3, 2}))
        nn.init.dirac_(torch.empty(4, 2, 3, 3), groups=2)
        nn.init.calculate_gain({'linear'|'relu'|'tanh'|'sigmoid'|'leaky_relu'|'leaky_relu', 0.3|'selu'|'conv2d'})
        """
    ),
    *drawn(
        """
        nn.init.uniform_(torch.empty(5, 4){|, -1, 2})
        nn.init.normal_(torch.empty(5, 4){|, 1, 0.5})
        nn.init.trunc_normal_(torch.empty(5, 4){|, 0, 1, -0.5, 0.5})
        nn.init.xavier_{uniform|normal}_(torch.empty(5, 4){|, gain=2})
        nn.init.kaiming_{uniform|normal}_(torch.empty(5, 4){|, 0.1, 'fan_out', 'leaky_relu'|, nonlinearity='relu'})
        nn.init.{orthogonal_(torch.empty(5, 4))|orthogonal_(torch.empty(2, 3, 4), 2.0)|sparse_(torch.empty(5, 4), 0.3)}
        """
    ),
]
