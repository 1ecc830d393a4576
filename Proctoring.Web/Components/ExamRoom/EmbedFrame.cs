namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Cascades inside a frame of somebody else's page: there, nothing leads to our other pages.</summary>
public sealed record EmbedFrame;
