using Proctoring.Tools.Conversion.OnnxFormat;
using static Proctoring.Tools.Conversion.OnnxFormat.AttributeProto.Types;

namespace Proctoring.Tools.Conversion;

/// <summary>Creates the attributes of an ONNX node.</summary>
internal static class OnnxAttribute
{
    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeType.Int,
        };

    public static AttributeProto Ints(string name, params long[] values) =>
        new()
        {
            Name = name,
            Ints = { values },
            Type = AttributeType.Ints,
        };

    public static AttributeProto Float(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeType.Float,
        };

    public static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            S = Google.Protobuf.ByteString.CopyFromUtf8(value),
            Type = AttributeType.String,
        };
}
