namespace Proctoring.Core.Storage.Record;

/// <summary>What is to be kept with a violation: a picture, or the seconds of sound around it.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="At">When it was taken, or begins, UTC.</param>
internal sealed record EvidenceFile(ReadOnlyMemory<byte> Content, string ContentType, DateTime At);
