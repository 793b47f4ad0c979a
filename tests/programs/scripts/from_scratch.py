"""Regression and classification with nothing but tensors and autograd."""
import numpy as np
import torch

rng = np.random.default_rng(0)

# linear regression, weights by hand
true_w, true_b = torch.Tensor([2, -3.4]).to(torch.get_default_dtype()), 4.2
X = torch.as_tensor(rng.normal(size=(40, 2)), dtype=torch.get_default_dtype())
y = torch.matmul(X, true_w) + true_b
y += torch.as_tensor(0.01 * rng.normal(size=40)).type_as(y)
w = torch.zeros((2, 1), requires_grad=True)
b = torch.zeros(1, requires_grad=True)


def data_iter(batch_size, features, labels):
    num_examples = len(features)
    indices = list(range(num_examples))
    rng.shuffle(indices)
    for i in range(0, num_examples, batch_size):
        batch_indices = torch.tensor(indices[i: min(i + batch_size, num_examples)])
        yield features[batch_indices], labels[batch_indices]


def linreg(X, w, b):
    return torch.matmul(X, w) + b


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


for epoch in range(3):
    for Xb, yb in data_iter(10, X, y):
        loss = squared_loss(linreg(Xb, w, b), yb)
        loss.sum().backward()
        sgd([w, b], 0.3, 10)
    with torch.no_grad():
        train_l = squared_loss(linreg(X, w, b), y)
        print(f'epoch {epoch + 1}, loss {float(train_l.mean()):f}')
print(f'error in estimating w: {(true_w - w.reshape(true_w.shape)).detach()}')
exact = torch.linalg.lstsq(torch.cat([X, torch.ones(40, 1)], 1), y.unsqueeze(1)).solution

# softmax regression by hand
labels = (X[:, 0] > 0).long() + (X[:, 1] > 0.5).long()
W = torch.tensor(rng.normal(0, 0.01, size=(2, 3)).tolist(), requires_grad=True)
c = torch.zeros(3, requires_grad=True)


def softmax(X):
    X_exp = torch.exp(X - X.max(1, keepdim=True).values)
    partition = X_exp.sum(1, keepdim=True)
    return X_exp / partition


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y_hat)), y])


curve = []
for step in range(5):
    probabilities = softmax(X @ W + c)
    loss = cross_entropy(probabilities, labels).mean()
    if W.grad is not None:
        W.grad.zero_()
        c.grad = None
    loss.backward()
    W.data -= 0.5 * W.grad
    c.data = c.data - 0.5 * c.grad
    curve.append(loss.item())
accuracy = (probabilities.argmax(axis=1) == labels).sum() / len(labels)
print("accuracy", accuracy.item(), "loss", ["%.3f" % v for v in curve])

# a network with one hidden layer, gradients by hand beside autograd's
D_in, H, D_out = 2, 5, 1
w1 = torch.from_numpy(rng.normal(size=(D_in, H))).to(X.dtype).requires_grad_()
w2 = torch.from_numpy(rng.normal(size=(H, D_out))).to(X.dtype).requires_grad_()
for it in range(3):
    h = X.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2)
    loss = (y_pred - y[:, None]).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        grad_y_pred = 2.0 * (y_pred - y[:, None])
        grad_w2 = h_relu.t().mm(grad_y_pred)
        grad_h = grad_y_pred.mm(w2.t())
        grad_h[h < 0] = 0
        grad_w1 = X.t().mm(grad_h)
        assert torch.allclose(grad_w1, w1.grad, rtol=1e-3) and torch.allclose(grad_w2, w2.grad, rtol=1e-3)
        w1.sub_(1e-4 * w1.grad)
        w2.sub_(1e-4 * w2.grad)
        print(it, "%.4f" % loss.item())
    w1.grad, w2.grad = None, None


class Exp(torch.nn.Module):
    """k-nearest neighbors and k-means steps: cdist by hand, no gradient."""

    @torch.no_grad()
    def forward(self, points, centers):
        d = ((points[:, None, :] - centers[None]) ** 2).sum(-1)
        nearest = d.argmin(1)
        counts = torch.bincount(nearest, minlength=len(centers))
        sums = torch.zeros_like(centers).index_add_(0, nearest, points)
        return sums / counts[:, None], nearest


centers = X[:3].clone()
for _ in range(3):
    centers, nearest = Exp()(X, centers)
