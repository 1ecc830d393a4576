using System.Globalization;
using System.Security.Cryptography;

namespace Proctoring.Core.Exams;

/// <summary>A person with an enrolled face or at least one session.</summary>
public sealed class Student
{
    /// <summary>The owner of students of this server's own pages, of its console, and of callers without an API key.</summary>
    public static readonly Guid OwnPages = Guid.Empty;

    const string ErasedPrefix = "erased-";
    const int LowestNumber = 100_000_000;
    const int HighestNumber = 999_999_999;

    public int Id { get; init; }

    /// <summary>The system that the student belongs to: the owner of its API keys, or <see cref="OwnPages"/>.</summary>
    public Guid OwnerId { get; init; } = OwnPages;

    /// <summary>The number that API callers see; unique per owner. It is random so that no caller can count the students of
    /// others.</summary>
    public int Number { get; init; } = RandomNumberGenerator.GetInt32(LowestNumber, HighestNumber + 1);

    /// <summary>The owner's id of the student; unique per owner.</summary>
    public required string ExternalId { get; set; }

    public string? Name { get; set; }

    /// <summary>In lower case; unique per owner.</summary>
    public string? Email { get; set; }

    /// <summary>The student's password for the API, hashed as ASP.NET Core Identity does.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Stored as the owner sent it; never displayed.</summary>
    public string? PostalAddress { get; set; }

    /// <summary>The enrolled face embedding, encrypted; null for a student without an enrolled photo.</summary>
    public byte[]? EnrolledFace { get; set; }

    /// <summary>When the face was enrolled, UTC.</summary>
    public DateTime? EnrolledAt { get; set; }

    /// <summary>The language that the student last chose, as a tag of BCP 47; messages to them are written in it. Null for
    /// English.</summary>
    public string? Language { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>The id that an erased student has instead of the owner's. No other student can have an id of this form.</summary>
    public string ErasedId => string.Create(CultureInfo.InvariantCulture, $"{ErasedPrefix}{Number}");

    /// <summary>Whether an erasure removed the person. Nothing about a person is stored here again.</summary>
    public bool IsErased => ExternalId == ErasedId;

    /// <summary>Whether an id has the form that only erased students have.</summary>
    public static bool IsErasedId(string externalId) =>
        externalId.StartsWith(ErasedPrefix, StringComparison.Ordinal)
        && int.TryParse(externalId.AsSpan(ErasedPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
