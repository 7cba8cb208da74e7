"""Sound on the telephone: frames, μ-law, resampling, voice activity, WAV files."""
