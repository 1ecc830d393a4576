using System.Security.Cryptography;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Conversion;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>A network of one Relu, and manifest entries for it, so that a restore can be tested without weights.</summary>
internal static class TinyModel
{
    public const string Integrity = "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

    /// <summary>An ONNX file; each name gives other bytes.</summary>
    public static byte[] File(string name)
    {
        var graph = new OnnxGraphBuilder(name);
        graph.Output("out", graph.Relu(graph.Input("in", -1, 2, 2, 1)), -1, 2, 2, 1);
        return graph.ToBytes();
    }

    /// <summary>An entry for the model of this name in the package "tiny" (one package for all of them).</summary>
    public static ModelEntry Entry(string id, string integrity = Integrity)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File(id)));
        return new ModelEntry(
            id,
            "tiny",
            "1.0.0",
            integrity,
            $"weights/{id}.onnx",
            null,
            hash,
            ModelConversion.None,
            hash,
            "MIT",
            "unknown",
            new ModelTensor("in", [-1, 2, 2, 1], "anything"),
            [new ModelTensor("out", [-1, 2, 2, 1], "not negative")]
        );
    }
}
