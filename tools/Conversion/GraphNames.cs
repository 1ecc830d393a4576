namespace Proctoring.Tools.Conversion;

/// <summary>What a converted graph, its input and its outputs (in the order of the original file) are to be called.</summary>
internal sealed record GraphNames(string Graph, string Input, IReadOnlyList<string> Outputs);
