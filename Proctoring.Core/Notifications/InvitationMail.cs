using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Notifications;

/// <summary>Writes the message of an invitation in the language of its exam.</summary>
internal static class InvitationMail
{
    static readonly IStringLocalizer L = TextSet.Of<InvitationTexts>();

    /// <summary>Subject and text.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="name">The student's name.</param>
    /// <param name="link">The absolute link.</param>
    /// <param name="privacy">Whom to ask.</param>
    public static (string Subject, string Text) Of(Exam exam, string name, string link, PrivacyOptions privacy)
    {
        using var language = (Language.Find(exam.Language) ?? Language.English).Use();
        var title = TextCharacters.Cleaned(exam.Title);
        string[] lines =
        [
            L["Mail_Greeting", name],
            "",
            L["Mail_Lead", title],
            "",
            .. Times(exam),
            L.Plural("Mail_Duration", exam.Minutes),
            L[$"Mail_Proctoring{exam.Proctoring}"],
            "",
            L["Mail_Link"],
            link,
            "",
            L["Mail_Personal"],
            privacy.Contact.Length > 0 ? L["Mail_Contact", DisplayText.LeftToRight(privacy.Contact)] : L["Mail_NoContact"],
            .. privacy.Controller.Length > 0 ? new[] { "", privacy.Controller } : [],
        ];
        return (L["Mail_Subject", title], string.Join('\n', lines) + "\n");
    }

    static IEnumerable<string> Times(Exam exam)
    {
        if (exam.OpensAt is { } opens)
            yield return L["Mail_Opens", ZonedTime.Of(opens, exam.TimeZone)];
        if (exam.ClosesAt is { } closes)
            yield return L["Mail_Closes", ZonedTime.Of(closes, exam.TimeZone)];
        if (exam is { OpensAt: null, ClosesAt: null })
            yield return L["Mail_AnyTime"];
    }
}
