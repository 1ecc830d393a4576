using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Localization;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What the browser needs to run an exam without a connection: see wwwroot/js/exam/answers.js.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Right">The right to the session, as a bearer token for <see cref="AnswerEndpoint"/>.</param>
/// <param name="Questions">The questions, without their solutions.</param>
/// <param name="Choices">The choices that the server has, by question id.</param>
/// <param name="Language">The language of the content; empty if unknown.</param>
internal sealed record ExamSheet(
    [property: JsonIgnore] Guid SessionId,
    string Right,
    IReadOnlyList<SheetQuestion> Questions,
    IReadOnlyDictionary<int, JsonElement> Choices,
    string Language
)
{
    /// <summary>The key of the browser's storage.</summary>
    public string Session { get; } = SessionId.ToString("N");

    /// <summary>Where answers are sent, relative to the page's base.</summary>
    public string Address { get; } = AnswerEndpoint.AddressOf(SessionId);

    /// <summary>The language of the page, for the plural forms.</summary>
    public string PageLanguage { get; } = Core.Localization.Language.Current.Code;

    public IReadOnlyDictionary<string, string> Texts { get; } = ScriptResources.Texts("Sheet");

    public static ExamSheet Of(
        SessionAccess access,
        SessionView session,
        IReadOnlyList<QuestionView> questions,
        IReadOnlyDictionary<int, JsonElement> choices
    ) => new(access.SessionId, access.Bearer, [.. questions.Select(SheetQuestion.Of)], choices, session.ExamLanguage);
}
