def ints(self, text: str) -> List[int]:
  numbers = annotate(List[int], [])
  if text != "":
    for number in torch.split(text, ","):
      _0 = torch.append(numbers, int(number))
  return numbers

def log1p(self, x: Tensor) -> Tensor:
  return torch.log1p(x)

def expm1(self, x: Tensor) -> Tensor:
  return torch.expm1(x)

def cbrt(self, x: Tensor) -> Tensor:
  return torch.mul(torch.sign(x), torch.pow(torch.abs(x), 0.33333333333333331))

def digamma(self, x: Tensor) -> Tensor:
  return torch.digamma(x)

def zeta(self, s: str, x: Tensor) -> Tensor:
  return torch.special_zeta(int(s), x)

def logNormalCdf(self, x: Tensor) -> Tensor:
  return torch.special_log_ndtr(x)

def softplus(self, x: Tensor) -> Tensor:
  zero = torch.zeros([], dtype=x.dtype, device=x.device)
  return torch.logaddexp(x, zero)

def log1pSquare(self, x: Tensor) -> Tensor:
  size = torch.abs(x)
  large = torch.clamp(size, min=1.0)
  small = torch.minimum(size, torch.reciprocal(large))
  return torch.log1p(small * small) + torch.log(large) * 2.0

def logSigmoid(self, x: Tensor) -> Tensor:
  return torch.log_sigmoid(x)

def xlogy(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.xlogy(x, y)

def xlog1py(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.special_xlog1py(x, y)

def asinh(self, x: Tensor) -> Tensor:
  return torch.asinh(x)

def acosh(self, x: Tensor) -> Tensor:
  return torch.acosh(x)

def atanh(self, x: Tensor) -> Tensor:
  return torch.atanh(x)

def where(self, condition: Tensor, a: Tensor, b: Tensor) -> Tensor:
  return torch.where(condition, a, b)

def logSumExp(self, x: Tensor, axes: str, keep: str) -> Tensor:
  return torch.logsumexp(x, self.ints(axes), keep == "true")

def max(self, x: Tensor, axes: str, keep: str) -> Tensor:
  return torch.amax(x, self.ints(axes), keep == "true")

def min(self, x: Tensor, axes: str, keep: str) -> Tensor:
  return torch.amin(x, self.ints(axes), keep == "true")

def isNothing(self, incoming: Tensor, axes: str) -> Tensor:
  nothing = torch.eq(incoming, 0)
  for axis in self.ints(axes):
    nothing0 = torch.all(nothing, axis, True)
    nothing = nothing0
  return nothing

def guard(self, product: Tensor, incoming: Tensor, axes: str) -> Tensor:
  return torch.masked_fill(product, self.isNothing(incoming, axes), 0.0)

def guardChange(self, change: Tensor, product: Tensor, incoming: Tensor, axes: str) -> Tensor:
  fault = torch.logical_not(torch.logical_and(torch.isfinite(product), torch.isfinite(change)))
  return torch.masked_fill(change, torch.logical_and(self.isNothing(incoming, axes), fault), 0.0)

def take(self, x: Tensor, axis: str, index: Tensor) -> Tensor:
  return torch.index_select(x, int(axis), index)

def scatterAdd(self, source: Tensor, axis: str, index: Tensor, shape: str) -> Tensor:
  zeros = torch.zeros(self.ints(shape), dtype=source.dtype, device=source.device)
  return torch.scatter_add(zeros, int(axis), index, source)

def indexAdd(self, source: Tensor, axis: str, index: Tensor, shape: str) -> Tensor:
  zeros = torch.zeros(self.ints(shape), dtype=source.dtype, device=source.device)
  return torch.index_add(zeros, int(axis), index, source)

def cholesky(self, a: Tensor) -> Tensor:
  factor, info = torch.linalg_cholesky_ex(a)
  failed = torch.unsqueeze(torch.unsqueeze(torch.ne(info, 0), -1), -1)
  return torch.masked_fill(factor, failed, float("nan"))

def solveTriangular(self, l: Tensor, b: Tensor, transposed: str) -> Tensor:
  if transposed == "true":
    x = torch.linalg_solve_triangular(torch.transpose(l, -2, -1), b, upper=True)
  else:
    x = torch.linalg_solve_triangular(l, b, upper=False)
  return x

def diagonal(self, a: Tensor) -> Tensor:
  return torch.diagonal(a, 0, -2, -1)

def diagonalMatrix(self, v: Tensor) -> Tensor:
  return torch.diag_embed(v)

def lowerTriangle(self, a: Tensor) -> Tensor:
  return torch.tril(a)

def convolution(self, x: Tensor, w: Tensor, sliding: str, groups: str) -> Tensor:
  s = self.ints(sliding)
  n = torch.sub(torch.dim(x), 2)
  none = torch.mul([0], n)
  return torch.convolution(x, w, None, torch.slice(s, 0, n), torch.slice(s, n, torch.mul(n, 2)), torch.slice(s, torch.mul(n, 2)), False, none, int(groups))

def convolutionImages(self, w: Tensor, y: Tensor, size: str, sliding: str, groups: str) -> Tensor:
  s = self.ints(sliding)
  n = torch.sub(torch.dim(y), 2)
  none = torch.mul([0], n)
  channels = torch.mul(torch.size(w, 1), int(groups))
  shape = torch.add([torch.size(y, 0), channels], self.ints(size))
  like = torch.empty(shape, dtype=w.dtype, device=w.device)
  x, _0, _1 = torch.convolution_backward(y, like, w, None, torch.slice(s, 0, n), torch.slice(s, n, torch.mul(n, 2)), torch.slice(s, torch.mul(n, 2)), False, none, int(groups), [True, False, False])
  return x

def convolutionWeights(self, x: Tensor, y: Tensor, size: str, sliding: str, groups: str) -> Tensor:
  s = self.ints(sliding)
  n = torch.sub(torch.dim(y), 2)
  none = torch.mul([0], n)
  channels = torch.floordiv(torch.size(x, 1), int(groups))
  shape = torch.add([torch.size(y, 1), channels], self.ints(size))
  like = torch.empty(shape, dtype=x.dtype, device=x.device)
  _0, w, _1 = torch.convolution_backward(y, x, like, None, torch.slice(s, 0, n), torch.slice(s, n, torch.mul(n, 2)), torch.slice(s, torch.mul(n, 2)), False, none, int(groups), [False, True, False])
  return w

def argMaxPool(self, x: Tensor, window: str, ceil: str) -> Tensor:
  s = self.ints(window)
  n = torch.floordiv(torch.len(s), 3)
  size = torch.slice(s, 0, n)
  stride = torch.slice(s, n, torch.mul(n, 2))
  padding = torch.slice(s, torch.mul(n, 2))
  ones = torch.mul([1], n)
  if n == 1:
    _0, index = torch.max_pool1d_with_indices(x, size, stride, padding, ones, ceil == "true")
  else:
    if n == 2:
      _1, index = torch.max_pool2d_with_indices(x, size, stride, padding, ones, ceil == "true")
    else:
      _2, index = torch.max_pool3d_with_indices(x, size, stride, padding, ones, ceil == "true")
  return index

def argSort(self, x: Tensor, axis: str, descending: str) -> Tensor:
  return torch.argsort(x, stable=True, dim=int(axis), descending=descending == "true")

def cumProd(self, x: Tensor, axis: str) -> Tensor:
  return torch.cumprod(x, int(axis))

def linearRecurrence(self, a: Tensor, b: Tensor, axis: str) -> Tensor:
  factors = torch.unbind(a, int(axis))
  terms = torch.unbind(b, int(axis))
  results = annotate(List[Tensor], [])
  last = torch.zeros_like(terms[0])
  for i in range(torch.len(terms)):
    last0 = torch.addcmul(terms[i], factors[i], last)
    last = last0
    _0 = torch.append(results, last0)
  return torch.stack(results, int(axis))

def putAlong(self, x: Tensor, index: Tensor, values: Tensor, axis: str) -> Tensor:
  return torch.scatter(x, int(axis), index, values)

def inverse(self, a: Tensor) -> Tensor:
  inverse, info = torch.linalg_inv_ex(a)
  failed = torch.unsqueeze(torch.unsqueeze(torch.ne(info, 0), -1), -1)
  return torch.masked_fill(inverse, failed, float("nan"))

def gradient(self, outputs: List[Tensor], inputs: List[Tensor], cotangents: List[Tensor], record: str) -> List[Tensor]:
  given = annotate(List[Optional[Tensor]], [])
  for cotangent in cotangents:
    _0 = torch.append(given, cotangent)
  found = torch.grad(outputs, inputs, given, True, record == "true", True)
  gradients = annotate(List[Tensor], [])
  for i in range(torch.len(inputs)):
    one = found[i]
    if torch.__is__(one, None):
      full = torch.zeros_like(inputs[i])
    else:
      full = unchecked_cast(Tensor, one)
    _1 = torch.append(gradients, full)
  return gradients
