"""A spiral fitted through the steps of an integrator; also a network whose weights another network makes."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

true_A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
t = torch.linspace(0.0, 1.5, 7)
true_y0 = torch.tensor([[2.0, 0.0]])


class Lambda(nn.Module):
    def forward(self, t, y):
        return torch.mm(y ** 3, true_A)


class ODEFunc(nn.Module):
    def __init__(self):
        super(ODEFunc, self).__init__()
        self.net = nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 2))
        for m in self.net.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0, std=0.1)
                nn.init.constant_(m.bias, val=0)

    def forward(self, t, y):
        return self.net(y ** 3)


class HyperFunc(nn.Module):
    """The weights of dy/dt = tanh(y W1 + b1) W2 depend on the time."""

    def __init__(self, hidden=4):
        super().__init__()
        self.hidden = hidden
        self.hyper = nn.Sequential(nn.Linear(1, 6), nn.Softplus(), nn.Linear(6, 2 * hidden + hidden + hidden * 2))

    def forward(self, t, y):
        made = self.hyper(t.reshape(1, 1)).squeeze(0)
        w1, b1, w2 = torch.split(made, [2 * self.hidden, self.hidden, self.hidden * 2])
        return F.linear(torch.tanh(F.linear(y, w1.view(self.hidden, 2), b1)), w2.view(2, self.hidden))


def odeint(func, y0, t, method="euler"):
    ys = [y0]
    for t0, t1 in zip(t[:-1], t[1:]):
        dt, y = t1 - t0, ys[-1]
        if method == "euler":
            ys.append(y + dt * func(t0, y))
        else:
            k1 = func(t0, y)
            k2 = func(t0 + dt / 2, y + dt * k1 / 2)
            k3 = func(t0 + dt / 2, y + dt * k2 / 2)
            k4 = func(t1, y + dt * k3)
            ys.append(y + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6)
    return torch.stack(ys, dim=0)


torch.manual_seed(0)
with torch.no_grad():
    true_y = odeint(Lambda(), true_y0, t, "rk4")
trained = {}
for func, method in ((ODEFunc(), "euler"), (HyperFunc(), "rk4")):
    optimizer = torch.optim.RMSprop(func.parameters(), lr=1e-3)
    averaged = None
    for itr in range(1, 5):
        optimizer.zero_grad()
        pred_y = odeint(func, true_y0, t, method)
        loss = torch.mean(torch.abs(pred_y - true_y))
        loss.backward()
        optimizer.step()
        averaged = loss.item() if averaged is None else 0.97 * averaged + 0.03 * loss.item()
        if itr % 2 == 0:
            print("Iter {:04d} | Total Loss {:.6f}".format(itr, averaged))
    trained[type(func).__name__] = pred_y.detach()
    y0 = true_y0.clone().requires_grad_()
    sensitivity, = torch.autograd.grad(odeint(func, y0, t, method)[-1].norm(), y0)
    trained["sensitivity " + method] = sensitivity
print("angle %.3f" % math.degrees(math.atan2(*true_y[-1, 0].tolist())))
