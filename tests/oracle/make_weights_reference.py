"""Small PyTorch and safetensors files with known numbers: python3 tests/oracle/make_weights_reference.py

Written once with Debian's python3-torch 1.13 (safetensors is written by hand, after its specification). Makes, in
tests/oracle/fixtures/weights: state.pth, state.safetensors, checkpoint.pth (beside other things, in a wrapper), legacy.pth,
malicious.pth, repeated.pth (three thousand million times the same number), values.json.
"""
import collections, io, json, os, pickle, struct, zipfile
import torch

OUT = os.path.join(os.path.dirname(__file__), 'fixtures', 'weights')


class Malicious:
    def __reduce__(self):
        return (os.system, ('touch /tmp/strandline-was-here',))


def safetensors(tensors):
    kinds = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.float64: 'F64', torch.int64: 'I64'}
    header, data = {'__metadata__': {'format': 'pt'}}, b''
    for name, t in tensors.items():
        raw = t.contiguous().view(torch.uint8).numpy().tobytes() if t.dim() else struct.pack('<q', int(t))
        header[name] = {'dtype': kinds[t.dtype], 'shape': list(t.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    return struct.pack('<Q', len(text)) + text + data


def main():
    torch.manual_seed(3)
    os.makedirs(OUT, exist_ok=True)
    shared = torch.randn(6, 4)
    state = collections.OrderedDict(
        plain=torch.randn(3, 2, 2),
        half=torch.randn(5).half(),
        brain=torch.randn(5).bfloat16(),
        double=torch.randn(2, 2).double(),
        transposed=torch.randn(3, 4).t(),
        slice=shared[2:5, 1:3],
        whole=shared,
        num_batches_tracked=torch.tensor(7),
    )
    torch.save(state, os.path.join(OUT, 'state.pth'))
    wrapped = {'epoch': 3, 'lr': 0.5, 'done': True, 'note': None, 'state_dict': {'module.w': torch.nn.Parameter(torch.ones(2))}}
    torch.save(wrapped, os.path.join(OUT, 'checkpoint.pth'))
    torch.save(state, os.path.join(OUT, 'legacy.pth'), _use_new_zipfile_serialization=False)
    open(os.path.join(OUT, 'state.safetensors'), 'wb').write(safetensors(state))
    with zipfile.ZipFile(os.path.join(OUT, 'malicious.pth'), 'w') as archive:
        archive.writestr('archive/data.pkl', pickle.dumps({'w': Malicious()}, protocol=2))
    torch.save({'w': torch.zeros(1).expand(3_000_000_000)}, os.path.join(OUT, 'repeated.pth'))
    values = {n: {'dims': list(t.shape), 'data': t.float().contiguous().flatten().tolist()} for n, t in state.items()}
    json.dump(values, open(os.path.join(OUT, 'values.json'), 'w'))


main()
