namespace Proctoring.Tools.Conversion;

/// <summary>
/// A model file can't be converted to ONNX; the message is one sentence that names the operator, tensor or byte at fault.
/// </summary>
public sealed class ConversionException(string message, Exception? inner = null) : Exception(message, inner);
