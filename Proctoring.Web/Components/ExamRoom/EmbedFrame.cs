namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Cascades inside a frame on another site, where no link may lead to our other pages.</summary>
public sealed record EmbedFrame;
