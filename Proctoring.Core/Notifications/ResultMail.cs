using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Notifications;

/// <summary>Writes the message with the result of an exam, in the language of the exam.</summary>
internal static class ResultMail
{
    static readonly IStringLocalizer L = TextSet.Of<InvitationTexts>();

    /// <summary>Subject and text.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="name">The student's name.</param>
    /// <param name="score">Per cent; null without a score.</param>
    /// <param name="link">The absolute link.</param>
    /// <param name="privacy">Whom to ask.</param>
    public static (string Subject, string Text) Of(Exam exam, string name, decimal? score, string link, PrivacyOptions privacy)
    {
        using var language = (Language.Find(exam.Language) ?? Language.English).Use();
        var title = TextCharacters.Cleaned(exam.Title);
        string[] lines =
        [
            L["Mail_Greeting", name],
            "",
            L["Result_Lead", title],
            .. score is { } known ? new[] { (string)L["Result_Score", DisplayText.Score(known)] } : [],
            .. score >= exam.PassPercent ? new[] { (string)L["Result_Passed"] } : [],
            .. score < exam.PassPercent ? new[] { (string)L["Result_NotPassed"] } : [],
            "",
            L["Result_Link"],
            link,
            "",
            L["Mail_Personal"],
            privacy.Contact.Length > 0 ? L["Mail_Contact", DisplayText.LeftToRight(privacy.Contact)] : L["Mail_NoContact"],
            .. privacy.Controller.Length > 0 ? new[] { "", privacy.Controller } : [],
        ];
        return (L["Result_Subject", title], string.Join('\n', lines) + "\n");
    }
}
