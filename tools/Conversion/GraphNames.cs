namespace Proctoring.Tools.Conversion;

/// <summary>The names of a converted graph, its input and its outputs (in the order of the original file).</summary>
internal sealed record GraphNames(string Graph, string Input, IReadOnlyList<string> Outputs);
