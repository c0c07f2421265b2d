import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** TensorFlow's types of numbers, by its own numbers. */
const types = { float: 1, int: 3 } as const;

/** Null is a shape of any rank. */
type Attribute = null | { type: number } | { floats: readonly number[] } | { name: string };

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

type Tensors = Readonly<Record<string, readonly [tensor: string, type: number]>>;

const float = { dtype: { type: types.float } };
const feed = (name: string, type: number): Node => ({
  name,
  op: 'Placeholder',
  attributes: { dtype: { type }, shape: null },
});

/** A variable of any size: what is added to it, what it is, and an operation that asks for any amount of memory. */
const nodes: readonly Node[] = [
  {
    name: 'sum',
    op: 'VarHandleOp',
    attributes: { ...float, shape: null, shared_name: { name: 'sum' }, container: { name: '' } },
  },
  feed('start', types.float),
  { name: 'assign', op: 'AssignVariableOp', inputs: ['sum', 'start'], attributes: float },
  { name: 'one', op: 'Const', attributes: { ...float, value: { floats: [1] } } },
  { name: 'ready', op: 'Identity', inputs: ['one', '^assign'], attributes: { T: { type: types.float } } },
  feed('x', types.float),
  feed('k', types.int),
  {
    name: 'cast',
    op: 'Cast',
    inputs: ['k'],
    attributes: { SrcT: { type: types.int }, DstT: { type: types.float } },
  },
  { name: 'both', op: 'AddV2', inputs: ['x', 'cast'], attributes: { T: { type: types.float } } },
  { name: 'add', op: 'AssignAddVariableOp', inputs: ['sum', 'both'], attributes: float },
  { name: 'after', op: 'ReadVariableOp', inputs: ['sum', '^add'], attributes: float },
  { name: 'now', op: 'ReadVariableOp', inputs: ['sum'], attributes: float },
  feed('size', types.int),
  {
    name: 'filled',
    op: 'Fill',
    inputs: ['size', 'one'],
    attributes: { T: { type: types.float }, index_type: { type: types.int } },
  },
];

const signatures: Readonly<Record<string, readonly [inputs: Tensors, outputs: Tensors]>> = {
  init: [{ start: ['start:0', types.float] }, { ready: ['ready:0', types.float] }],
  step: [
    { x: ['x:0', types.float], k: ['k:0', types.int] },
    { sum: ['after:0', types.float], added: ['both:0', types.float] },
  ],
  state: [{}, { sum: ['now:0', types.float] }],
  fill: [{ size: ['size:0', types.int] }, { filled: ['filled:0', types.float] }],
};

type Write = (to: BinaryWriter) => unknown;

/** The bytes of a `saved_model.pb` with the signatures `init`, `step`, `state` and `fill`. */
export function tinySavedModel(): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(1);
  message(2, (metaGraph) => {
    message(1, (info) => info.tag(4, WireType.LengthDelimited).string('serve'))(metaGraph);
    message(2, writeGraph)(metaGraph);
    for (const [name, [inputs, outputs]] of Object.entries(signatures))
      entry(5, name, (signature) => {
        writeTensors(1, inputs)(signature);
        writeTensors(2, outputs)(signature);
      })(metaGraph);
  })(writer);
  return writer.finish();
}

const anyRank: Write = (shape) => shape.tag(3, WireType.Varint).bool(true);

function message(field: number, write: Write): Write {
  return (to) => {
    write(to.tag(field, WireType.LengthDelimited).fork());
    to.join();
  };
}

/** One entry of a protobuf map from names to messages. */
function entry(field: number, name: string, write: Write): Write {
  return message(field, (to) => {
    to.tag(1, WireType.LengthDelimited).string(name);
    message(2, write)(to);
  });
}

function writeTensors(field: number, tensors: Tensors): Write {
  return (to) => {
    for (const [name, [tensor, type]] of Object.entries(tensors))
      entry(field, name, (info) => {
        info.tag(1, WireType.LengthDelimited).string(tensor).tag(2, WireType.Varint).int32(type);
        message(3, anyRank)(info);
      })(to);
  };
}

function writeGraph(graph: BinaryWriter): void {
  for (const { name, op, inputs = [], attributes = {} } of nodes)
    message(1, (node) => {
      node.tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).string(op);
      for (const input of inputs) node.tag(3, WireType.LengthDelimited).string(input);
      for (const [key, value] of Object.entries(attributes)) entry(5, key, attribute(value))(node);
    })(graph);
  message(4, (versions) => versions.tag(1, WireType.Varint).int32(1882))(graph);
}

function attribute(value: Attribute): Write {
  if (value === null) return message(7, anyRank);
  if ('type' in value) return (to) => to.tag(6, WireType.Varint).int32(value.type);
  if ('name' in value) return (to) => to.tag(2, WireType.LengthDelimited).string(value.name);
  return message(8, (tensor) => {
    tensor.tag(1, WireType.Varint).int32(types.float);
    message(2, () => undefined)(tensor);
    tensor.tag(4, WireType.LengthDelimited).bytes(new Uint8Array(Float32Array.from(value.floats).buffer));
  });
}
