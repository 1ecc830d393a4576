using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Conversion;

/// <summary>Converts a TensorFlow.js graph model, or a part of it, to ONNX.</summary>
/// <remarks>TensorFlow stores pictures as NHWC, ONNX as NCHW. The converted graph's input and outputs are as in the original. Between them
/// each tensor remembers the order of its axes, so that a Transpose of the original usually costs nothing, and a Pad becomes part of the
/// convolution behind it. All sizes are fixed at conversion, so values that the original computes from shapes become constants.</remarks>
internal sealed class TfjsConverter
{
    readonly TfjsModel model;
    readonly TfjsCut cut;
    readonly LayoutGraph graph;
    readonly PReluForm prelu;
    readonly Dictionary<string, int> uses;
    readonly Dictionary<string, TfjsValue> values = [];

    TfjsConverter(TfjsModel model, TfjsCut cut, string name, PReluForm prelu)
    {
        this.model = model;
        this.cut = cut;
        this.prelu = prelu;
        graph = new LayoutGraph(new OnnxGraphBuilder(name));
        uses = model.Nodes.Values.SelectMany(node => node.Inputs).CountBy(input => input).ToDictionary();
    }

    /// <summary>Converts a model; the same files, names and cut give the same bytes.</summary>
    /// <param name="json">The model.json.</param>
    /// <param name="shards">The files with its constants.</param>
    /// <param name="names">The names of the converted graph, its input and its outputs.</param>
    /// <param name="cut">The part of the graph to convert.</param>
    /// <param name="input">The dimensions of the input.</param>
    /// <param name="prelu">The way to write a PRelu.</param>
    /// <exception cref="ConversionException">The files are damaged or use unknown features.</exception>
    public static byte[] Convert(
        byte[] json,
        IReadOnlyList<byte[]> shards,
        GraphNames names,
        TfjsCut cut,
        IReadOnlyList<int> input,
        PReluForm prelu = PReluForm.Blocked
    ) => new TfjsConverter(TfjsReader.Read(json, shards), cut, names.Graph, prelu).Convert(names, [.. input]);

    byte[] Convert(GraphNames names, int[] input)
    {
        if (cut.Outputs.Count != names.Outputs.Count)
            throw new ConversionException($"The cut has {cut.Outputs.Count} outputs, but {names.Outputs.Count} were named.");
        if (cut.Set?.Keys.FirstOrDefault(name => !model.Constants.ContainsKey(name)) is { } unknown)
            throw new ConversionException($"The TensorFlow.js model has no constant {unknown} to set.");

        values[cut.Input] = new LayoutTensor(
            graph.Builder.Input(names.Input, Array.ConvertAll(input, size => (long)size)),
            input,
            LayoutTensor.Plain(input.Length)
        );
        LayoutTensor[] outputs = [.. cut.Outputs.Select(Tensor)];
        string[] written = [.. outputs.Select(output => graph.As(output, LayoutTensor.Plain(output.Shape.Length)))];
        for (var i = 0; i < outputs.Length; i++)
            graph.Builder.Output(names.Outputs[i], written[i], Array.ConvertAll(outputs[i].Shape, size => (long)size));
        return graph.Builder.ToBytes();
    }

    TfjsValue Value(string reference)
    {
        var key = reference.EndsWith(":0", StringComparison.Ordinal) ? reference[..^2] : reference;
        if (values.TryGetValue(key, out var known))
            return known;

        var name = key.Split(':')[0];
        var node = model.Nodes.GetValueOrDefault(name) ?? throw new ConversionException($"The TensorFlow.js model has no node {name}.");
        values[name] = Write(node);
        return values.GetValueOrDefault(key) ?? throw new ConversionException($"The node {name} ({node.Op}) has no output {key}.");
    }

    LayoutTensor Tensor(string reference) =>
        Value(reference) as LayoutTensor
        ?? throw new ConversionException($"The tensor {reference} is a constant, which is not expected there.");

    TfjsConstant Constant(string reference) =>
        Value(reference) as TfjsConstant
        ?? throw new ConversionException($"The tensor {reference} is computed, but must be a constant to be converted.");

    TfjsValue Write(TfjsNode node)
    {
        if (node.Op == "Const")
            return Constant(node);
        if (node.Op is "Add" or "AddV2" && ShiftedSum(node) is { } shifted)
            return shifted;

        TfjsValue[] inputs = [.. node.Inputs.Where(input => !input.StartsWith('^')).Select(Value)];
        if (node.Op == "Shape")
            return new TfjsConstant([inputs[0].Shape.Length], Array.ConvertAll(inputs[0].Shape, size => (double)size));
        if (inputs.All(input => input is TfjsConstant) && TfjsFolding.Fold(node, [.. inputs.Cast<TfjsConstant>()]) is { } folded)
            return folded;

        return node.Op switch
        {
            "Identity" => inputs[0],
            "Add" or "AddV2" or "BiasAdd" or "AddN" => inputs.Aggregate((sum, next) => graph.Pair("Add", sum, next)),
            "Sub" => graph.Pair("Sub", inputs[0], inputs[1]),
            "Mul" => graph.Pair("Mul", inputs[0], inputs[1]),
            "RealDiv" => graph.Pair("Div", inputs[0], inputs[1]),
            "Relu" or "Relu6" or "Sigmoid" or "LeakyRelu" or "Prelu" => Activated(
                Tensor(node.Inputs[0]),
                node.Op,
                node.Attributes.Float("alpha", 0.2f),
                node.Inputs.Skip(1)
            ),
            "Conv2D" or "_FusedConv2D" => Convolution(node, depthwise: false),
            "DepthwiseConv2dNative" or "FusedDepthwiseConv2dNative" => Convolution(node, depthwise: true),
            "FusedBatchNorm" or "FusedBatchNormV3" => Normalized(node),
            "MaxPool" => MaxPool(node),
            "ResizeBilinear" => Resized(node),
            "Pad" or "PadV2" => Padded(node),
            "Transpose" => Tensor(node.Inputs[0]).Transpose(Constant(node.Inputs[1]).Ints()),
            "ConcatV2" => graph.Concat([.. node.Inputs.SkipLast(1).Select(Tensor)], Axis(node.Inputs[^1], inputs[0])),
            "SplitV" => Split(node),
            "Reshape" => graph.Reshape(Tensor(node.Inputs[0]), TfjsFolding.Filled(Constant(node.Inputs[1]).Ints(), inputs[0].Shape)),
            "Squeeze" => graph.Reshape(Tensor(node.Inputs[0]), TfjsFolding.Squeezed(node, inputs[0].Shape)),
            _ => throw new ConversionException($"The TensorFlow.js operator {node.Op} (writing {node.Name}) can't be converted to ONNX."),
        };
    }

    TfjsConstant Constant(TfjsNode node)
    {
        var constant =
            model.Constants.GetValueOrDefault(node.Name)
            ?? throw new ConversionException($"The weights of the TensorFlow.js model have no constant {node.Name}.");
        if (cut.Set?.GetValueOrDefault(node.Name) is { } set)
            constant =
                set.Count == constant.Values.Length
                    ? constant with
                    {
                        Values = [.. set],
                    }
                    : throw new ConversionException(
                        $"The constant {node.Name} has {constant.Values.Length} values, but {set.Count} were given."
                    );
        return cut.Prune is { } prune && prune.Concerns(node.Name) ? prune.Apply(node.Name, constant) : constant;
    }

    /// <summary>A constant that is added to a sum without other readers is added to the sum's first part instead: a convolution, which uses
    /// it as its bias.</summary>
    LayoutTensor? ShiftedSum(TfjsNode node) =>
        node.Inputs is [var constant, var sum]
        && model.Constants.ContainsKey(constant)
        && uses[sum] == 1
        && model.Nodes.GetValueOrDefault(sum) is { Op: "AddN", Inputs: [var first, var second] }
            ? graph.Pair("Add", graph.Pair("Add", Tensor(first), Constant(constant)), Tensor(second))
            : null;

    LayoutTensor Convolution(TfjsNode node, bool depthwise)
    {
        var (picture, filters) = (Tensor(node.Inputs[0]), Constant(node.Inputs[1]));
        var (height, width, depth, count) = (filters.Shape[0], filters.Shape[1], filters.Shape[2], filters.Shape[3]);
        var outputs = depthwise ? depth * count : count;
        var oihw = depthwise
            ? Axes.Permute(filters.Floats(), filters.Shape, 2, 3, 0, 1)
            : Axes.Permute(filters.Floats(), filters.Shape, 3, 2, 0, 1);
        var (name, pads) = graph.ForWindow(picture, outside: 0);
        List<string> inputs = [name, graph.Builder.Constant(oihw, outputs, depthwise ? 1 : depth, height, width)];
        var fused = new Queue<string>(node.Attributes.Texts("fused_ops"));
        var more = node.Inputs.Skip(2);
        if (fused.TryPeek(out var first) && first == "BiasAdd")
        {
            fused.Dequeue();
            inputs.Add(graph.Builder.Constant(Constant(node.Inputs[2]).Floats(), outputs));
            more = node.Inputs.Skip(3);
        }

        var window = WindowOf(node, (height, width));
        var to = window.Reach(picture.Size);
        var value = graph.Builder.Node(
            "Conv",
            inputs,
            [
                .. window.Attributes(picture.Size, to, pads),
                OnnxAttribute.Ints("dilations", window.Dilation.Y, window.Dilation.X),
                OnnxAttribute.Int("group", depthwise ? depth : 1),
            ]
        );
        var result = new LayoutTensor(value, [picture.Shape[0], to.Y, to.X, outputs], LayoutTensor.Nchw);
        return fused.Aggregate(
            result,
            (sum, activation) => Activated(sum, activation, node.Attributes.Float("leakyrelu_alpha", 0.2f), more)
        );
    }

    LayoutTensor Activated(LayoutTensor tensor, string activation, float alpha, IEnumerable<string> more) =>
        activation switch
        {
            "Relu" or "Sigmoid" => graph.Each(activation, tensor, []),
            "Relu6" => graph.Clip(tensor, 0, 6),
            "LeakyRelu" => graph.Each("LeakyRelu", tensor, [], OnnxAttribute.Float("alpha", alpha)),
            "Prelu" => PRelued(tensor, Constant(more.First())),
            _ => throw new ConversionException($"The TensorFlow.js activation {activation} can't be converted to ONNX."),
        };

    LayoutTensor PRelued(LayoutTensor tensor, TfjsConstant slopes) =>
        tensor.Shape.Length == 4 && slopes.Values.Length == tensor.Shape[3]
            ? new LayoutTensor(
                PRelu.Write(graph.Builder, graph.As(tensor, LayoutTensor.Nchw), slopes.Floats(), prelu),
                tensor.Shape,
                LayoutTensor.Nchw
            )
            : throw new ConversionException("A Prelu without one slope per channel can't be converted.");

    LayoutTensor Normalized(TfjsNode node)
    {
        var tensor = Tensor(node.Inputs[0]);
        var constants = node
            .Inputs.Skip(1)
            .Select(Constant)
            .Select(constant => graph.Builder.Constant(constant.Floats(), constant.Values.Length));
        var value = graph.Builder.Node(
            "BatchNormalization",
            [graph.As(tensor, LayoutTensor.Nchw), .. constants],
            OnnxAttribute.Float("epsilon", node.Attributes.Float("epsilon", 1e-4f))
        );
        return new LayoutTensor(value, tensor.Shape, LayoutTensor.Nchw);
    }

    LayoutTensor MaxPool(TfjsNode node)
    {
        var picture = Tensor(node.Inputs[0]);
        var size = node.Attributes.Ints("ksize");
        var window = WindowOf(node, (size[1], size[2]));
        var (name, pads) = graph.ForWindow(picture, outside: float.NegativeInfinity);
        var to = window.Reach(picture.Size);
        return new LayoutTensor(
            graph.Builder.Node("MaxPool", [name], window.Attributes(picture.Size, to, pads)),
            [picture.Shape[0], to.Y, to.X, picture.Shape[3]],
            LayoutTensor.Nchw
        );
    }

    static Window WindowOf(TfjsNode node, (int Y, int X) size)
    {
        var (strides, dilations) = (node.Attributes.Ints("strides"), node.Attributes.Ints("dilations"));
        var padding = node.Attributes.Text("padding");
        if (node.Attributes.Text("data_format") is not (null or "NHWC") || padding is not ("SAME" or "VALID"))
            throw new ConversionException($"The {node.Op} writing {node.Name} is not NHWC with the padding SAME or VALID.");

        return new Window(size, (strides[1], strides[2]), dilations is [_, var y, var x, _] ? (y, x) : (1, 1), padding == "SAME");
    }

    LayoutTensor Resized(TfjsNode node)
    {
        var (picture, size) = (Tensor(node.Inputs[0]), Constant(node.Inputs[1]).Ints());
        var (batch, channels) = (picture.Shape[0], picture.Shape[3]);
        var mapping =
            node.Attributes.Flag("align_corners") ? "align_corners"
            : node.Attributes.Flag("half_pixel_centers") ? "half_pixel"
            : "asymmetric";
        var value = graph.Builder.Node(
            "Resize",
            [graph.As(picture, LayoutTensor.Nchw), "", "", graph.Builder.Constant(batch, channels, size[0], size[1])],
            OnnxAttribute.Text("mode", "linear"),
            OnnxAttribute.Text("coordinate_transformation_mode", mapping)
        );
        return new LayoutTensor(value, [batch, size[0], size[1], channels], LayoutTensor.Nchw);
    }

    LayoutTensor Padded(TfjsNode node)
    {
        var tensor = Tensor(node.Inputs[0]);
        tensor = tensor with { Name = graph.Padded(tensor), Pads = null };
        var (pads, fill) = (Constant(node.Inputs[1]).Ints(), node.Inputs.Count > 2 ? (float)Constant(node.Inputs[2]).Values[0] : 0);
        return tensor with
        {
            Shape = [.. tensor.Shape.Select((size, axis) => size + pads[2 * axis] + pads[2 * axis + 1])],
            Pads = new LayoutPads(
                fill,
                [.. tensor.Order.Select(axis => pads[2 * axis])],
                [.. tensor.Order.Select(axis => pads[2 * axis + 1])]
            ),
        };
    }

    LayoutTensor Split(TfjsNode node)
    {
        var (tensor, sizes) = (Tensor(node.Inputs[0]), Constant(node.Inputs[1]).Ints());
        var (axis, from) = (Axis(node.Inputs[2], tensor), 0);
        LayoutTensor? first = null;
        foreach (var (output, size) in sizes.Index())
        {
            var part = graph.Slice(tensor, axis, from, size);
            values[output == 0 ? node.Name : $"{node.Name}:{output}"] = part;
            first ??= part;
            from += size;
        }

        return first ?? throw new ConversionException($"The SplitV writing {node.Name} has no parts.");
    }

    int Axis(string reference, TfjsValue of) => Constant(reference).Int() is var axis && axis < 0 ? axis + of.Shape.Length : axis;
}
