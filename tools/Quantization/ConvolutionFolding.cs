using Proctoring.Tools.Conversion.OnnxFormat;

namespace Proctoring.Tools.Quantization;

/// <summary>Prepares a network for integers. The result computes the same: every Mul, Add and BatchNormalization behind a convolution
/// becomes part of its weights and bias, and pooling comes before the activation.</summary>
internal static class ConvolutionFolding
{
    /// <summary>Folds a network in place.</summary>
    public static void Apply(OnnxGraph graph)
    {
        graph.Replace(Folded(graph).ToList());
        PoolFirst(graph);
    }

    static IEnumerable<NodeProto> Folded(OnnxGraph graph)
    {
        var folded = new HashSet<NodeProto>();
        foreach (var node in graph.Nodes)
        {
            if (folded.Contains(node))
                continue;
            if (node.OpType != "Conv")
            {
                yield return node;
                continue;
            }

            var convolution = new FoldedConvolution(graph, node);
            while (graph.OnlyReader(convolution.Output) is { } next && convolution.Take(next))
                folded.Add(next);
            yield return convolution.ToNode();
        }
    }

    /// <summary>A LeakyRelu rises everywhere, so it may follow the MaxPool. Otherwise the runtime pools bytes, which is slow.</summary>
    static void PoolFirst(OnnxGraph graph)
    {
        foreach (var pool in graph.Nodes.Where(node => node.OpType == "MaxPool"))
            if (
                graph.Producer(pool.Input[0]) is { OpType: "LeakyRelu" } activation
                && graph.OnlyReader(activation.Output[0]) is not null
                && graph.Producer(activation.Input[0]) is { OpType: "Conv" }
            )
            {
                (pool.Input[0], activation.Input[0]) = (activation.Input[0], pool.Input[0]);
                (pool.Output[0], activation.Output[0]) = (activation.Output[0], pool.Output[0]);
                var nodes = graph.Nodes.ToList();
                nodes.Remove(activation);
                nodes.Insert(nodes.IndexOf(pool) + 1, activation);
                graph.Replace(nodes);
                return;
            }
    }
}
