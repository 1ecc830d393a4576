namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What to tell a candidate about the picture for the reference face.</summary>
/// <param name="Taken">The session may start.</param>
/// <param name="Text">What was seen, and what to do.</param>
internal sealed record ReferenceAdvice(bool Taken, string Text)
{
    /// <summary>The words for an outcome as it comes over the wire.</summary>
    public static ReferenceAdvice For(string outcome) => outcome switch
    {
        "accepted" => new(true, "Your picture is good. You can begin."),
        "not_the_enrolled" => new(
            true,
            "This picture does not look much like the one you enrolled with. Light, glasses or a new haircut can do that. Take another, or go on: a reviewer will look at it."),
        "no_face" => new(false, "We can't see a face. Sit so that your whole face is in the picture."),
        "several_faces" => new(false, "We see more than one face. You need to be alone in the picture; a poster or a screen behind you can count too."),
        "too_small" => new(false, "Your face is too far away. Move closer to the camera."),
        "at_the_edge" => new(false, "Your face is cut off at the edge. Move to the middle of the picture."),
        "turned_away" => new(false, "Your face is turned away. Look straight into the camera."),
        "too_blurred" => new(false, "The picture is blurred. Hold still, wipe the lens, and take it again."),
        "too_dark" => new(false, "The picture is too dark. Turn on a light in front of you, not behind you."),
        "blocked" => new(false, "The camera seems to be covered. Open its cover or take away what is in front of it."),
        "too_large" or "not_an_image" => new(false, "The picture could not be read. Take it again, or choose another camera."),
        "no_picture" => new(false, "The camera gives no picture just now. Wait a moment and take it again."),
        "too_often" => new(false, "One moment, then take it again."),
        "not_preparing" => new(false, "This exam has started already. Load the page again."),
        "vision_unavailable" => new(false, "The service can't look at pictures just now. Try again in a minute, or take the quiz without proctoring."),
        "no_connection" => new(false, "The picture could not be sent. Check your connection and take it again."),
        _ => new(false, "That did not work. Take the picture again."),
    };
}
