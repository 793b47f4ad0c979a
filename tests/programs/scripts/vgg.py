import argparse

import torch
import torch.nn as nn
import torch.optim as optim

cfg = {
    "A": [4, "M", 8, "M", 8, 8, "M"],
    "B": [4, 4, "M", 8, 8, "M"],
}


class VGG(nn.Module):
    """Convolutions as the plan says, "M" halves the maps; then three linear layers."""

    def __init__(self, plan, norm, classes=10):
        super(VGG, self).__init__()
        layers, before = [], 3
        for maps in plan:
            if maps == "M":
                layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
                continue
            layers += [nn.Conv2d(before, maps, kernel_size=3, padding=1), *[nn.BatchNorm2d(maps)] * norm, nn.ReLU(inplace=True)]
            before = maps
        self.features, self.pool = nn.Sequential(*layers), nn.AdaptiveAvgPool2d((2, 2))
        hidden = [part for width in (4 * before, 32) for part in (nn.Linear(width, 32), nn.ReLU(True), nn.Dropout())]
        self.classifier = nn.Sequential(*hidden, nn.Linear(32, classes))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, 0, 0.1)
            if getattr(layer, "bias", None) is not None:
                nn.init.constant_(layer.bias, 0)

    def forward(self, x):
        return self.classifier(self.pool(self.features(x)).reshape(len(x), -1))


def main():
    parser = argparse.ArgumentParser(description="VGG")
    parser.add_argument("--arch", choices=sorted(cfg), default="A")
    parser.add_argument("--batch-norm", action="store_true")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    use_cuda = torch.cuda.is_available()
    device = torch.device("cuda:0" if use_cuda else "cpu")
    torch.backends.cudnn.benchmark = True
    model = VGG(cfg[args.arch], args.batch_norm).to(device)
    print(model)
    # freeze the first convolution, as when fine-tuning
    for param in model.features[0].parameters():
        param.requires_grad = False
    optimizer = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=args.lr, momentum=0.9, weight_decay=5e-4)
    scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    data, target = torch.randn(4, 3, 16, 16).to(device), torch.randint(10, size=(4,)).to(device)
    loss_fn = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 1.5, 10), reduction="sum")
    for epoch in range(1, args.epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = loss_fn(model(data), target)
        loss.backward()
        optimizer.step()
        scheduler.step()
        model.eval()
        with torch.no_grad():
            test_output = model(data)
            correct = test_output.argmax(dim=1, keepdim=True).eq(target.view(-1, 1)).sum().item()
        print("epoch {}\tloss {:.6f}\tright {} of {}".format(epoch, loss.item(), correct, len(data)))
    return model, test_output


if __name__ == "__main__":
    model, output = main()
    assert model.features[0].weight.grad is None
