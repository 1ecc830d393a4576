using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Conversion;

/// <summary>Converts a TensorFlow Lite network of convolutions to ONNX.</summary>
/// <remarks>TensorFlow Lite stores pictures as NHWC, ONNX as NCHW. The input stays NHWC, the order of a picture's bytes; one Transpose
/// follows it, and every tensor of four dimensions behind it is NCHW. A file with a batch other than 1 is changed to accept any
/// batch.</remarks>
internal sealed class TfliteConverter
{
    readonly TfliteModel model;
    readonly TfliteConstants constants;
    readonly IReadOnlyDictionary<TfliteOperator, LeakyPattern> leaky;
    readonly OnnxGraphBuilder graph;
    readonly PReluForm prelu;
    readonly Dictionary<int, string> values = [];

    TfliteConverter(TfliteModel model, string name, PReluForm prelu)
    {
        this.model = model;
        this.prelu = prelu;
        constants = new TfliteConstants(model);
        leaky = prelu == PReluForm.Blocked ? LeakyPattern.FindAll(model) : new Dictionary<TfliteOperator, LeakyPattern>();
        graph = new OnnxGraphBuilder(name);
    }

    /// <summary>Converts a whole file; the same file and names give the same bytes.</summary>
    /// <exception cref="ConversionException">The file is damaged or uses unknown features.</exception>
    public static byte[] Convert(byte[] file, GraphNames names, PReluForm prelu = PReluForm.Blocked) =>
        new TfliteConverter(TfliteReader.Read(file), names.Graph, prelu).Convert(names);

    byte[] Convert(GraphNames names)
    {
        if (model.Inputs is not [var input] || Shape(input).Length != 4)
            throw new ConversionException("Only a network with one picture as input can be converted.");
        if (model.Outputs.Length != names.Outputs.Count)
            throw new ConversionException($"The network has {model.Outputs.Length} outputs, but {names.Outputs.Count} were named.");

        values[input] = graph.Transpose(graph.Input(names.Input, Dimensions(input)), 0, 3, 1, 2);
        var replaced = leaky.Values.SelectMany(pattern => pattern.Inner).ToHashSet();
        foreach (var op in model.Operators)
            if (!replaced.Contains(op) && !constants.Has(op.Outputs[0]))
                values[op.Outputs[0]] = Write(op);

        foreach (var (output, name) in model.Outputs.Zip(names.Outputs))
            graph.Output(name, AsNhwc(output), Dimensions(output));
        return graph.ToBytes();
    }

    string Write(TfliteOperator op) =>
        op.Op switch
        {
            TfliteOp.Conv2D => Convolution(op, depthwise: false),
            TfliteOp.DepthwiseConv2D => Convolution(op, depthwise: true),
            TfliteOp.MaxPool2D => MaxPool(op),
            TfliteOp.Pad => Pad(op),
            TfliteOp.Reshape => Reshape(op),
            TfliteOp.Prelu => PRelu.Write(graph, values[op.Inputs[0]], constants.Floats(op.Inputs[1]), prelu),
            TfliteOp.Add when leaky.TryGetValue(op, out var pattern) => Leaky(pattern),
            TfliteOp.Add => Activated(graph.Node("Add", Operands(op)), op.Options.Byte(0)),
            TfliteOp.Sub => Activated(graph.Node("Sub", Operands(op)), op.Options.Byte(0)),
            TfliteOp.Mul => Activated(graph.Node("Mul", Operands(op)), op.Options.Byte(0)),
            TfliteOp.Abs => graph.Node("Abs", Operands(op)),
            TfliteOp.Relu => graph.Relu(values[op.Inputs[0]]),
            _ => throw new ConversionException(
                $"The TensorFlow Lite operator {op.Op} (writing {model.Tensors[op.Outputs[0]].Name}) can't be converted to ONNX."
            ),
        };

    string Convolution(TfliteOperator op, bool depthwise)
    {
        // Conv2D has OHWI and the dilation in slots 4 and 5; the depthwise one has 1HWO and its multiplier in between.
        var weights = Shape(op.Inputs[1]);
        var (height, width) = (weights[1], weights[2]);
        var (outputs, depth) = depthwise ? (weights[3], 1) : (weights[0], weights[3]);
        var slot = depthwise ? 5 : 4;
        var dilation = (Y: op.Options.Int(slot + 1, 1), X: op.Options.Int(slot, 1));
        var oihw = depthwise
            ? Axes.Permute(constants.Floats(op.Inputs[1]), [1, height, width, outputs], 3, 0, 1, 2)
            : Axes.Permute(constants.Floats(op.Inputs[1]), [outputs, height, width, depth], 0, 3, 1, 2);
        List<string> inputs = [values[op.Inputs[0]], graph.Constant(oihw, outputs, depth, height, width)];
        if (op.Inputs.Length > 2 && op.Inputs[2] >= 0)
            inputs.Add(graph.Constant(constants.Floats(op.Inputs[2]), outputs));

        var result = graph.Node(
            "Conv",
            inputs,
            [
                .. Over(op, (height, width), dilation),
                OnnxAttribute.Ints("dilations", dilation.Y, dilation.X),
                OnnxAttribute.Int("group", depthwise ? Shape(op.Inputs[0])[3] : 1),
            ]
        );
        return Activated(result, op.Options.Byte(depthwise ? 4 : 3));
    }

    string MaxPool(TfliteOperator op)
    {
        var size = (op.Options.Int(4), op.Options.Int(3));
        return Activated(graph.Node("MaxPool", [values[op.Inputs[0]]], Over(op, size, (1, 1))), op.Options.Byte(5));
    }

    IEnumerable<AttributeProto> Over(TfliteOperator op, (int Y, int X) size, (int Y, int X) dilation)
    {
        var (from, to) = (Shape(op.Inputs[0]), Shape(op.Outputs[0]));
        var window = new Window(size, (op.Options.Int(2), op.Options.Int(1)), dilation, Same: op.Options.Byte(0) == 0);
        return window.Attributes((from[1], from[2]), (to[1], to[2]));
    }

    string Pad(TfliteOperator op)
    {
        var pads = constants.Ints(op.Inputs[1]);
        if (pads.Length != 8)
            throw new ConversionException($"The Pad writing {model.Tensors[op.Outputs[0]].Name} is not of four dimensions.");

        return graph.Node(
            "Pad",
            [values[op.Inputs[0]], graph.Constant(pads[0], pads[6], pads[2], pads[4], pads[1], pads[7], pads[3], pads[5])]
        );
    }

    string Reshape(TfliteOperator op)
    {
        var shape = Dimensions(op.Outputs[0]);
        if (shape.Length == 4)
            throw new ConversionException(
                $"The Reshape writing {model.Tensors[op.Outputs[0]].Name} to four dimensions can't be converted."
            );

        return graph.Node("Reshape", [AsNhwc(op.Inputs[0]), graph.Constant(shape)]);
    }

    string Leaky(LeakyPattern pattern) =>
        PRelu.Write(graph, values[pattern.Input], Array.ConvertAll(constants.Floats(pattern.Factor), factor => 2 * factor), prelu);

    string Activated(string value, int activation) =>
        (TfliteActivation)activation switch
        {
            TfliteActivation.None => value,
            TfliteActivation.Relu => graph.Relu(value),
            _ => throw new ConversionException($"The TensorFlow Lite activation {activation} can't be converted to ONNX."),
        };

    IEnumerable<string> Operands(TfliteOperator op) =>
        op.Inputs.Select(tensor => constants.Has(tensor) ? PerChannel(tensor) : values[tensor]);

    string PerChannel(int tensor)
    {
        var floats = constants.Floats(tensor);
        return Shape(tensor) is [.. var leading, var channels] && leading.All(size => size == 1) && channels == floats.Length
            ? graph.Constant(floats, channels, 1, 1)
            : throw new ConversionException($"The constant {model.Tensors[tensor].Name} is not one value per channel.");
    }

    string AsNhwc(int tensor) => Shape(tensor).Length == 4 ? graph.Transpose(values[tensor], 0, 2, 3, 1) : values[tensor];

    int[] Shape(int tensor) => model.Tensors[tensor].Shape;

    long[] Dimensions(int tensor)
    {
        var shape = Array.ConvertAll(Shape(tensor), size => (long)size);
        if (shape[0] != 1 && shape[0] == Shape(model.Inputs[0])[0])
            shape[0] = -1;
        return shape;
    }
}
