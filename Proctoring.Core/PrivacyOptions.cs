using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>The facts about data protection that candidates read before they agree and on their result. The server shows them; the operator
/// keeps the promises.</summary>
public sealed class PrivacyOptions
{
    /// <summary>The organisation that is responsible for the data; at most 200 characters. Empty: the page says "the organisation that
    /// offers this exam".</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(200)]
    public string Controller { get; set; } = "";

    /// <summary>The email address for questions, withdrawal and deletion; at most 200 characters. Empty: none is shown.</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(200)]
    [RegularExpression(@"[^@\s]+@[^@\s]+|", ErrorMessage = "Contact is not an email address.")]
    public string Contact { get; set; } = "";

    /// <summary>The days after which the operator deletes pictures and audio, 1–3,650; empty: not stated.</summary>
    [Range(1, 3650)]
    public int? EvidenceDays { get; set; }

    /// <summary>The days after which the operator deletes face data, 1–3,650; empty: not stated.</summary>
    [Range(1, 3650)]
    public int? FaceDays { get; set; }

    /// <summary>The days after which the operator deletes answers, flags and reports, 1–3,650; empty: not stated.</summary>
    [Range(1, 3650)]
    public int? RecordDays { get; set; }
}
