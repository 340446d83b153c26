"""`clipper cut`: clips of the cited moments, without hearing them."""

from __future__ import annotations

import typer

from clipper.cli import options
from clipper.cli.console import out, tell
from clipper.cli.progress import follow, made_of
from clipper.events import exit_code


def register(app: typer.Typer) -> None:
    app.command()(cut)


def cut(
    notes: options.Notes,
    *,
    output: options.Output = None,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    transcript: options.Words = None,
    clips: options.Clips = None,
    exact: options.Exact = False,
    shortest: options.Shortest = None,
    longest: options.Longest = None,
    merge: options.Merge = None,
    method: options.MethodOption = None,
    video_format: options.VideoFormatOption = None,
    audio_format: options.AudioFormatOption = None,
    quality: options.QualityOption = None,
    hardware: options.Hardware = None,
    normalize: options.Normalize = None,
    subtitles: options.SubtitlesOption = None,
    name: options.NameOption = None,
    export: options.Export = None,
    embed: options.EmbedOption = None,
    jobs: options.Jobs = None,
) -> int:
    """Cut a clip around each cited moment of NOTES, and print the clips' paths.

    Edges lie in pauses, so that no word is cut; 'clipper run' also hears where a claim is said,
    and holds that whole. What was cut before is not cut again, and no file that clipper did not
    make is replaced.
    """
    from clipper import pipeline

    settings = options.load_settings(
        config,
        run__output=output,
        run__jobs=jobs,
        source__media_dir=media_dir,
        source__source=source,
        source__durations=durations,
        source__cookies=cookies,
        source__proxy=proxy,
        clip__kind=clips,
        clip__edges="asked" if exact else None,
        clip__shortest_s=shortest,
        clip__longest_s=longest,
        clip__merge=merge,
        clip__method=method,
        clip__format=video_format,
        clip__audio_format=audio_format,
        clip__quality=quality,
        clip__hardware=hardware,
        clip__normalize=normalize,
        clip__subtitles=subtitles,
        clip__name=name,
        export__formats=options.listed(export),
        export__embed=embed,
    )
    found, unread = options.read_notes(notes, settings)
    wanted = pipeline.Wanted(check=False, clips=True)
    events = pipeline.run(found, settings, wanted, transcripts=transcript, unread=unread)
    finished, made = follow(events)
    out("".join(f"{file.path}\n" for file in made))
    tell(made_of([file for file in made if not file.is_export]))
    return exit_code(finished, is_check=False)
