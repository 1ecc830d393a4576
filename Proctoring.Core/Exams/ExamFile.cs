using System.Security.Cryptography;

namespace Proctoring.Core.Exams;

/// <summary>A picture of an exam. Its Markdown refers to it as <c>![alt](file:SHA256)</c>.</summary>
public sealed class ExamFile
{
    public Guid Id { get; init; }

    public int ExamId { get; init; }

    /// <summary>SHA-256 of the content, lower-case hex; unique in the exam.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The name it was uploaded with.</summary>
    public required string Name { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Content { get; init; }

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>A file that a candidate uploaded as an answer. The answer names the file that counts.</summary>
public sealed class SessionFile
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public int QuestionId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the content, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required byte[] Content { get; init; }

    public DateTime UploadedAt { get; init; }
}
