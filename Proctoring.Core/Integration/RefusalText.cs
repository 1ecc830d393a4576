using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Authoring;

namespace Proctoring.Core.Integration;

/// <summary>The words of a refusal for a person. Callers of the API read the name of a field in front of them ("slug: there is already an
/// exam …"), which pages and commands do not show.</summary>
internal static class RefusalText
{
    /// <summary>The refusal as a whole sentence.</summary>
    public static string Of(ValidationException refusal)
    {
        var text = PartOf(refusal);
        text = char.ToUpperInvariant(text[0]) + text[1..];
        return text[^1] is '.' or '…' or '?' or '!' ? text : text + ".";
    }

    /// <summary>The refusal without the name of its field, for the middle of a sentence.</summary>
    public static string PartOf(ValidationException refusal) =>
        refusal is not ContentRefusedException && CallRefusedException.FieldsOf(refusal) is [{ Message: { Length: > 0 } mistake }]
            ? mistake
            : refusal.Message;
}
