using Microsoft.Playwright;

namespace Proctoring.Tests.Support;

/// <summary>A camera whose picture the test changes: getUserMedia returns the stream of a canvas that shows a test face.</summary>
internal static class PlayedCamera
{
    const string Script = """
        (() => {
          const canvas = document.createElement('canvas');
          canvas.width = 640; canvas.height = 480;
          const context = canvas.getContext('2d', { alpha: false });
          let picture = null, turn = 0;
          const draw = () => {
            if (!picture) return;
            turn = (turn + 1) % 7;
            // Slight movement: a real camera never delivers the same picture twice.
            context.drawImage(picture, -turn / 4, -turn / 4, 642, 482);
          };
          window.playScene = async name => {
            const next = new Image();
            next.src = '/played-camera/' + name;
            await next.decode();
            picture = next; draw();
            // The scene counts as shown once the page's videos have drawn a few frames of it.
            await Promise.all([...document.querySelectorAll('video')].filter(video => video.readyState >= 2).map(video =>
              new Promise(shown => {
              let frames = 0;
              const count = () => ++frames >= 3 ? shown() : video.requestVideoFrameCallback(count);
              video.requestVideoFrameCallback(count);
            })));
          };
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async wanted => {
            if (!wanted?.video) return real(wanted);
            if (!picture) await window.playScene('candidate');
            setInterval(draw, 200);
            const stream = canvas.captureStream(5);
            if (wanted.audio && !window.hasNoMicrophone)
              (await real({ audio: wanted.audio })).getTracks().forEach(track => stream.addTrack(track));
            return stream;
          };
        })();
        """;

    static readonly Dictionary<string, byte[]> Scenes = new(StringComparer.Ordinal)
    {
        ["candidate"] = TestFaces.Candidate,
        ["stranger"] = TestFaces.Stranger,
        ["both"] = TestFaces.Both,
        ["dark"] = TestFaces.Dark,
        ["empty"] = TestFaces.Empty,
    };

    /// <summary>Installs the camera in every page of the context.</summary>
    public static async Task InstallAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(Script);
        await context.RouteAsync(
            "**/played-camera/*",
            route => route.FulfillAsync(new() { BodyBytes = Scenes[new Uri(route.Request.Url).Segments[^1]], ContentType = "image/jpeg" })
        );
    }

    /// <summary>Adds a scene to the context, or replaces a scene's picture.</summary>
    public static Task ShowAsync(this IBrowserContext context, string scene, byte[] picture) =>
        context.RouteAsync(
            $"**/played-camera/{scene}",
            route => route.FulfillAsync(new() { BodyBytes = picture, ContentType = "image/jpeg" })
        );

    /// <summary>Shows a scene from now on: candidate, stranger, both, dark, empty, or one added by <see cref="ShowAsync"/>.</summary>
    public static Task PlayAsync(this IPage page, string scene) => page.EvaluateAsync("scene => window.playScene(scene)", scene);
}
