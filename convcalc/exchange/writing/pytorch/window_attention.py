"""Attention in windows, for which PyTorch has no module: the class that stands in a generated file, as its text."""

WINDOW_ATTENTION = '''
class WindowAttention(nn.Module):
    """Attention in each window, which may be shifted, as in Swin."""

    def __init__(self, heads, window, shift=None, relative=False):
        super().__init__()
        self.heads = heads
        self.window = window
        self.shift = shift
        self.relative = None
        if relative:
            ways = math.prod(2 * side - 1 for side in window)
            self.relative = nn.Parameter(torch.zeros(ways, heads))

    def forward(self, qkv):
        size = qkv.shape[1:-1]
        axes = tuple(range(1, len(size) + 1))
        if self.shift:
            qkv = qkv.roll([-move for move in self.shift], axes)
        parts = self.split(qkv).unflatten(-1, (3, self.heads, -1)).movedim(-3, 0)
        q, k, v = parts.transpose(-3, -2)
        x = F.scaled_dot_product_attention(q, k, v, self.bias(size, qkv.device))
        x = self.join(x.transpose(-3, -2).flatten(-2), size)
        return x.roll(self.shift, axes) if self.shift else x

    def split(self, x):
        """N x sizes x C to N x windows x places x C."""
        rank = len(self.window)
        for axis, side in enumerate(self.window):
            x = x.unflatten(1 + 2 * axis, (-1, side))
        x = x.permute(0, *range(1, 2 * rank, 2), *range(2, 2 * rank + 1, 2), -1)
        return x.flatten(1 + rank, -2).flatten(1, rank)

    def join(self, x, size):
        """N x windows x places x C to N x sizes x C."""
        rank = len(self.window)
        counts = [n // side for n, side in zip(size, self.window)]
        x = x.unflatten(2, self.window).unflatten(1, counts)
        places = [axis for k in range(rank) for axis in (1 + k, 1 + rank + k)]
        return x.permute(0, *places, -1).reshape(len(x), *size, -1)

    def bias(self, size, device):
        """What is added to the product of each query and key."""
        found = 0
        if self.relative is not None:
            found = self.relative[self.ways(device)].permute(2, 0, 1)
        if self.shift:
            ends = self.split(self.ends(size, device)[None, ..., None])[0, :, :, 0]
            apart = ends[:, None, :, None] != ends[:, None, None, :]
            found = found + apart * -100.0
        return found if isinstance(found, torch.Tensor) else None

    def ways(self, device):
        """The number of the way in which each key lies from each query."""
        grid = torch.meshgrid(
            *(torch.arange(side, device=device) for side in self.window), indexing="ij"
        )
        found = 0
        for axis, side in zip(grid, self.window):
            apart = axis.flatten()[:, None] - axis.flatten()[None, :]
            found = found * (2 * side - 1) + apart + side - 1
        return found

    def ends(self, size, device):
        """Another number for each part of the image that a shifted window holds."""
        found = torch.zeros(size, device=device)
        for axis, (n, side, move) in enumerate(zip(size, self.window, self.shift)):
            shape = (-1, *[1] * (len(size) - 1 - axis))
            places = torch.arange(n, device=device).view(shape)
            if move:
                found = found * 3 + (places >= n - side) + (places >= n - move)
        return found
'''
