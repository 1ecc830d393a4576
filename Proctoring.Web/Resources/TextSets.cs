namespace Proctoring.Web.Resources;

// One class for each set of texts: it has the name of its .resx files, and IStringLocalizer<T> finds them by it.

/// <summary>The texts of signing in and of accounts, and of the page that checks a report.</summary>
public sealed class AccountTexts;

/// <summary>The texts of the candidate's pages.</summary>
public sealed class CandidateTexts;

/// <summary>The texts of small parts that several pages share, and the patterns of dates and durations.</summary>
public sealed class ControlsTexts;

/// <summary>The texts of the page in a frame of another site, and of its messages to that site.</summary>
public sealed class EmbedTexts;

/// <summary>The texts of the exam room: consent, checks, questions, monitor, warnings.</summary>
public sealed class ExamRoomTexts;

/// <summary>The texts of the frame around pages: bars, navigation, errors, lost connections.</summary>
public sealed class LayoutTexts;

/// <summary>The texts of the review pages: queue, sessions, session review, live wall.</summary>
public sealed class ReviewTexts;

/// <summary>The texts of the pages for administrators and auditors, and of the dashboard.</summary>
public sealed class ManageTexts;

/// <summary>The texts of scripts: of our own pages, and of the SDK.</summary>
public sealed class ScriptTexts;

/// <summary>MudBlazor's own texts, as far as the pages use its parts.</summary>
public sealed class MudBlazorTexts;
