using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Localization;

namespace Proctoring.Core.Localization;

/// <summary>A refusal with a text for the page of the person who acts, in their language. Pages outside the exam editor,
/// which is in English, show no other message of an exception.</summary>
/// <param name="shown">A text of the resources, for the middle of a sentence: "reason is required".</param>
/// <param name="message">The message for programs, such as "student_id: …"; null for the shown text.</param>
public sealed class ShownRefusalException(LocalizedString shown, string? message = null) : ValidationException(message ?? shown.Value)
{
    /// <summary>The text for the page.</summary>
    public string Shown { get; } = shown.Value;
}
