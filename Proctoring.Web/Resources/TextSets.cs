namespace Proctoring.Web.Resources;

// One class for each set of texts: it has the name of its .resx files, and IStringLocalizer<T> finds them by it.

/// <summary>The texts of the candidate's pages.</summary>
public sealed class CandidateTexts;

/// <summary>The texts of small parts that several pages share, and the patterns of dates and durations.</summary>
public sealed class ControlsTexts;

/// <summary>The texts of the exam room: consent, checks, questions, monitor, warnings.</summary>
public sealed class ExamRoomTexts;

/// <summary>The texts of the frame around pages: bars, navigation, errors, lost connections.</summary>
public sealed class LayoutTexts;

/// <summary>MudBlazor's own texts, as far as the pages use its parts.</summary>
public sealed class MudBlazorTexts;
