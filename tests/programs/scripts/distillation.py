import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import TensorDataset, DataLoader, WeightedRandomSampler, ConcatDataset


class Net(nn.Module):
    def __init__(self, width):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, width, 3, 1)
        self.conv2 = nn.Conv2d(width, width, 3, 1)
        self.dropout1 = nn.Dropout2d(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9 * width, 12)
        self.fc2 = nn.Linear(12, 3)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        x = F.relu(x)
        x = F.max_pool2d(x, 2)
        x = self.dropout1(x)
        x = torch.flatten(x, 1)
        hidden = self.fc1(x)
        x = F.relu(hidden)
        x = self.dropout2(x)
        return self.fc2(x), hidden


def loss_fn_kd(outputs, labels, teacher_outputs, alpha=0.7, T=4.0):
    KD_loss = nn.KLDivLoss(reduction='batchmean')(F.log_softmax(outputs / T, dim=1),
                                                  F.softmax(teacher_outputs / T, dim=1)) * (alpha * T * T) + \
        F.cross_entropy(outputs, labels) * (1. - alpha)
    return KD_loss


def train(model, loader, optimizer, epoch, teacher=None):
    model.train()
    for batch_idx, (data, target) in enumerate(loader):
        optimizer.zero_grad()
        output, hidden = model(data)
        if teacher is None:
            loss = F.cross_entropy(output, target)
        else:
            with torch.no_grad():
                soft, hint = teacher(data)
            loss = loss_fn_kd(output, target, soft)
            loss += 0.1 * F.mse_loss(hidden, hint) + 0.01 * F.kl_div(
                F.log_softmax(hidden, -1), F.log_softmax(hint, -1), reduction='sum', log_target=True)
            loss += 0.01 * F.l1_loss(F.hardtanh(hidden), F.hardtanh(hint))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print('Train Epoch: {} Loss: {:.6f}'.format(epoch, loss.item()))


def test(model, loader):
    model.eval()
    test_loss = 0
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            output, _ = model(data)
            test_loss += F.cross_entropy(output, target, reduction='sum').item()
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    test_loss /= len(loader.dataset)
    print('Test set: Average loss: {:.4f}, Accuracy: {}/{} ({:.0f}%)\n'.format(
        test_loss, correct, len(loader.dataset), 100. * correct / len(loader.dataset)))
    return test_loss


torch.manual_seed(1)
labels = torch.cat([torch.full((n,), k) for k, n in enumerate([12, 6, 3])])
images = torch.randn(21, 1, 10, 10) + labels.view(-1, 1, 1, 1)
dataset = ConcatDataset([TensorDataset(images[::2], labels[::2]), TensorDataset(images[1::2], labels[1::2])])
weights = [1.0 / (labels == int(y)).sum().item() for _, y in dataset]
train_loader = DataLoader(dataset, batch_size=7, sampler=WeightedRandomSampler(weights, num_samples=14))
test_loader = DataLoader(dataset, batch_size=8, shuffle=False)
losses = []
teacher = Net(4)
optimizer = optim.Adadelta(teacher.parameters(), lr=1.0)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
for epoch in range(1, 3):
    train(teacher, train_loader, optimizer, epoch)
    test(teacher, test_loader)
    scheduler.step()
teacher.eval()
student = Net(2)
optimizer = optim.Rprop(student.parameters(), lr=0.01)
for epoch in range(1, 3):
    train(student, train_loader, optimizer, epoch, teacher)
    score = test(student, test_loader)
