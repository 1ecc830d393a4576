using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>Chooses the values of a folded network that become integers: all around convolutions, except the first one, the ones whose
/// result is only cut into parts (the heads of NanoDet), and sums of resized pictures.</summary>
internal static class QuantizedValues
{
    /// <summary>The values, in the order in which they are computed.</summary>
    public static IReadOnlyList<string> Of(OnnxGraph graph)
    {
        var chosen = new HashSet<string>();
        foreach (var node in graph.Nodes.Where(node => node.OpType == "Conv").Skip(1).Where(node => !IsHead(graph, node)))
        {
            Choose(graph, node.Input[0], chosen);
            chosen.Add(graph.OnlyReader(node.Output[0]) is { OpType: "Clip" } clip ? clip.Output[0] : node.Output[0]);
        }

        return [.. graph.Nodes.SelectMany(node => node.Output).Where(chosen.Contains)];
    }

    /// <summary>The inputs of the convolutions among them.</summary>
    public static IReadOnlySet<string> Inputs(OnnxGraph graph) =>
        graph
            .Nodes.Where(node => node.OpType == "Conv")
            .Skip(1)
            .Where(node => !IsHead(graph, node))
            .Select(node => node.Input[0])
            .ToHashSet();

    /// <summary>A value that is joined from others needs them as integers too.</summary>
    static void Choose(OnnxGraph graph, string value, HashSet<string> chosen)
    {
        if (chosen.Add(value) && graph.Producer(value) is { OpType: "Concat" } joined)
            foreach (var part in joined.Input)
                Choose(graph, part, chosen);
    }

    static bool IsHead(OnnxGraph graph, NodeProto convolution) =>
        graph.Readers(convolution.Output[0]).All(reader => reader.OpType == "Slice");
}
