namespace Proctoring.Core.Resources;

// One class for each set of texts: it has the name of its .resx files, and IStringLocalizer<T> finds them by it.

/// <summary>The texts of rules: detections, places and confidence. The English title, explanation and advice of a rule are in its
/// class.</summary>
public sealed class RuleTexts;

/// <summary>The texts of reports, and the names of verdicts, decisions and their reasons.</summary>
public sealed class ReportTexts;

/// <summary>The messages with invitations to candidates.</summary>
public sealed class InvitationTexts;

/// <summary>The messages to staff and to a chat room about events of exams.</summary>
public sealed class MailTexts;

/// <summary>The patterns of dates and durations.</summary>
public sealed class FormatTexts;
